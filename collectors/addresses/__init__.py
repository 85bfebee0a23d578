"""One file for each platform with addresses of its own; found by walking this folder.

Each says where its platform is (`HOST`) and what an address there names (`target`). They load
nothing that reads: a configuration is understood without the clients of the platforms.
"""
