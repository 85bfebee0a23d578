"""One file for each kind of lock file or manifest; found by walking this folder.

A file declares `FILES` (a pattern over the file's name, without case), `ECOSYSTEM` (the type of
package URLs), `LOCK` (whether it names exact versions) and `read(text)`, which yields packages,
None for an entry that could not become one. `read` raises `Unusable` for what is not such a file.
"""
