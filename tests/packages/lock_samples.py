"""A small real-looking file of each kind with what it names: name@version, `~` before a range."""
# ruff: noqa: E501 - files as their tools write them

from __future__ import annotations

SAMPLES: dict[str, tuple[str, str, set[str]]] = {
    "package_lock": ("package-lock.json", """{"name": "app", "lockfileVersion": 3, "packages": {
      "": {"name": "app", "license": "MIT"}, "packages/own": {"version": "1.0.0"},
      "node_modules/own": {"resolved": "packages/own", "link": true},
      "node_modules/@vue/shared": {"version": "3.4.1", "license": "MIT"},
      "node_modules/a/node_modules/ms": {"version": "2.0.0", "license": "MIT", "dev": true},
      "node_modules/x": {"version": "git+ssh://git@github.com/a/x.git#abc"}}}""",
      {"@vue/shared@3.4.1", "ms@2.0.0", "x~git+ssh://git@github.com/a/x.git#abc"}),
    "yarn_lock": ("yarn.lock", '# yarn lockfile v1\n\n"@babel/core@^7.0.0", "@babel/core@^7.1.0":\n'
      '  version "7.2.3"\n  dependencies:\n    ms "2"\n\nms@2:\n  version "2.1.3"\n',
      {"@babel/core@7.2.3", "ms@2.1.3"}),
    "pnpm_lock": ("pnpm-lock.yaml", "lockfileVersion: '9.0'\npackages:\n  '@vue/shared@3.4.1':\n"
      "    resolution: {integrity: sha512-x}\n  ms@2.1.3(peer@1.0.0):\n    dev: true\n"
      "  own@file:../own:\n    resolution: {directory: ../own}\n",
      {"@vue/shared@3.4.1", "ms@2.1.3"}),
    "package_json": ("package.json", '{"name": "app", "license": "MIT", "dependencies": {"ms": "^2",'
      ' "own": "file:../own"}, "devDependencies": {"vite": "5.0.0"}}', {"ms~^2", "vite~5.0.0"}),
    "poetry_lock": ("poetry.lock", '[[package]]\nname = "requests"\nversion = "2.32.0"\n'
      'groups = ["main"]\n\n[[package]]\nname = "own"\nversion = "1"\n[package.source]\n'
      'type = "directory"\n\n[metadata]\nlock-version = "2.1"\n', {"requests@2.32.0"}),
    "uv_lock": ("uv.lock", 'version = 1\n\n[[package]]\nname = "app"\nversion = "1"\n'
      'source = { editable = "." }\n\n[[package]]\nname = "idna"\nversion = "3.7"\n'
      'source = { registry = "https://x.example/simple" }\n', {"idna@3.7"}),
    "pipfile_lock": ("Pipfile.lock", '{"_meta": {}, "default": {"idna": {"version": "==3.7"},'
      ' "own": {"path": "."}}, "develop": {"pytest": {"version": "==8.0"}}}',
      {"idna@3.7", "pytest@8.0"}),
    "requirements": ("requirements-dev.txt", "# tools\n-r requirements.txt\nidna==3.7 \\\n  --hash=sha256:a\n"
      "torch[cuda]>=2.1,<3 ; python_version > '3.9'\n./own\nnumpy\n",
      {"idna@3.7", "torch~>=2.1,<3", "numpy"}),
    "pyproject": ("pyproject.toml", '[project]\nname = "app"\ndependencies = ["idna>=3", "numpy"]\n'
      '[dependency-groups]\ndev = ["pytest==8.0", {include-group = "x"}]\n'
      '[tool.poetry.dependencies]\npython = "^3.11"\nown = {path = "../own"}\n'
      'rich = {version = "^13"}\n', {"idna~>=3", "numpy", "pytest@8.0", "rich~^13"}),
    "cargo_lock": ("Cargo.lock", 'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\n'
      '[[package]]\nname = "serde"\nversion = "1.0.1"\n'
      'source = "registry+https://github.com/rust-lang/crates.io-index"\n', {"serde@1.0.1"}),
    "cargo_toml": ("Cargo.toml", '[package]\nname = "app"\n[dependencies]\nserde = "1"\n'
      'own = { path = "../own" }\nthe = { package = "anyhow", version = "1.0" }\n',
      {"serde~1", "anyhow~1.0"}),
    "go_mod": ("go.mod", "module example.com/app\n\ngo 1.22\n\nrequire github.com/a/b v1.2.3\n"
      "require (\n\tgolang.org/x/net v0.20.0 // indirect\n\texample.com/own v0.0.0\n)\n"
      "replace example.com/own => ../own\n",
      {"github.com/a/b@v1.2.3", "golang.org/x/net@v0.20.0"}),
    "gemfile_lock": ("Gemfile.lock", "PATH\n  remote: .\n  specs:\n    own (0.1)\n\nGEM\n"
      "  remote: https://x.example/\n  specs:\n    rack (3.0.8)\n      base64 (>= 0.1)\n\n"
      "DEPENDENCIES\n  rack\n", {"rack@3.0.8"}),
    "composer_lock": ("composer.lock", '{"packages": [{"name": "monolog/monolog", "version": "3.5.0",'
      ' "license": ["MIT", "GPL-2.0-only"], "authors": [{"email": "a@x.org"}]}],'
      ' "packages-dev": [{"name": "phpunit/phpunit", "version": "11.0.0", "license": ["BSD-3-Clause"]}]}',
      {"monolog/monolog@3.5.0", "phpunit/phpunit@11.0.0"}),
    "pubspec_lock": ("pubspec.lock", 'packages:\n  http:\n    dependency: "direct main"\n'
      '    source: hosted\n    version: "1.2.0"\n  own:\n    dependency: "direct main"\n'
      '    source: path\n    version: "0.0.1"\nsdks:\n  dart: ">=3.0.0"\n', {"http@1.2.0"}),
    "nuget_lock": ("packages.lock.json", '{"version": 1, "dependencies": {"net8.0": {"Newtonsoft.Json":'
      ' {"type": "Direct", "resolved": "13.0.3"}, "own": {"type": "Project"}}}}',
      {"Newtonsoft.Json@13.0.3"}),
    "nuget_project": ("App.csproj", '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>'
      '<PackageReference Include="Serilog" Version="3.1.1" />'
      '<PackageReference Include="Dapper"><Version>[2.1.0]</Version></PackageReference>'
      '</ItemGroup></Project>', {"Serilog~>=3.1.1", "Dapper~[2.1.0]"}),
    "maven_pom": ("pom.xml", '<?xml version="1.0"?><project xmlns="http://maven.apache.org/POM/4.0.0">'
      "<groupId>org.own</groupId><version>1.0</version><properties><j.version>2.17.0</j.version>"
      "</properties><dependencies><dependency><groupId>com.x</groupId><artifactId>core</artifactId>"
      "<version>${j.version}</version></dependency><dependency><groupId>org.junit</groupId>"
      "<artifactId>junit</artifactId><version>${none}</version><scope>test</scope></dependency>"
      "</dependencies></project>", {"com.x:core@2.17.0", "org.junit:junit"}),
    "gradle_lock": ("gradle.lockfile", "# This is a Gradle generated file\n"
      "com.x:core:2.17.0=runtimeClasspath\njunit:junit:4.13=testCompileClasspath\nempty=annotation\n",
      {"com.x:core@2.17.0", "junit:junit@4.13"}),
}  # fmt: skip

# The kind of file, the file, what it names: under other names, several times, or as its own.
OTHERWISE: list[tuple[str, str, set[str]]] = [
    ("yarn_lock", '# yarn lockfile v1\n\n"string-width-cjs@npm:string-width@^4.2.0", string-width@^4.1.0:\n'
     '  version "4.2.3"\n', {"string-width@4.2.3"}),
    ("yarn_lock", '__metadata:\n  version: 8\n\n"vue@npm:@vue/compat@^3.1.0":\n  version: 3.4.0\n\n'
     '"@my/own@npm:^1.0.0, @my/own@workspace:own":\n  version: 0.0.0-use.local\n\n'
     '? "ms@npm:^2.0.0, ms@npm:^2.1.0"\n:\n  version: 2.1.3\n', {"@vue/compat@3.4.0", "ms@2.1.3"}),
    ("package_lock", '{"lockfileVersion": 1, "dependencies": {"vue": {"version":'
     ' "npm:@vue/compat@3.1.0"}}}', {"@vue/compat@3.1.0"}),
    ("package_json", '{"dependencies": {"vue": "npm:@vue/compat@^3", "ms": "npm:ms2", "own": "../o"}}',
     {"@vue/compat~^3", "ms2"}),
    ("gemfile_lock", "GEM\n  specs:\n    nokogiri (1.15.4-arm64-darwin)\n"
     "    nokogiri (1.15.4-x86_64-linux)\n    ffi (1.16.3.pre.1)\n", {"nokogiri@1.15.4", "ffi@1.16.3.pre.1"}),
    ("go_mod", "module m\nrequire (\n\ta/b v1.0.0\n\tc/d v1.0.0\n\te/f v1.0.0\n)\nreplace a/b => fork/b v1.0.1\n"
     "replace (\n\tc/d v1.0.0 => ./d\n\te/f v0.9.0 => fork/f v0.9.1\n)\n", {"fork/b@v1.0.1", "e/f@v1.0.0"}),
    ("maven_pom", "<project><parent><groupId>cn.own</groupId><version>2</version></parent><dependencies>"
     "<dependency><groupId>${project.groupId}</groupId><artifactId>core</artifactId>"
     "<version>${project.version}</version></dependency><dependency><groupId>cn.own</groupId>"
     "<artifactId>api</artifactId><version>${revision}</version></dependency><dependency><groupId>cn.own"
     "</groupId><artifactId>tool</artifactId><version>1.0</version></dependency></dependencies></project>",
     {"cn.own:tool@1.0"}),
    ("maven_pom", "<project><parent><groupId>cn.own</groupId><version>2</version></parent><properties>"
     "<own.version>2</own.version></properties><dependencies>"
     "<dependency><groupId>cn.own</groupId><artifactId>managed</artifactId></dependency>"
     "<dependency><groupId>cn.own</groupId><artifactId>named</artifactId><version>${own.version}</version>"
     "</dependency><dependency><groupId>cn.other</groupId><artifactId>managed</artifactId></dependency>"
     "</dependencies></project>", {"cn.other:managed"}),
    ("maven_pom", "<project><groupId>cn.own</groupId><parent><groupId>cn.up</groupId><version>2</version>"
     "</parent><dependencies><dependency><groupId>cn.own</groupId><artifactId>a</artifactId></dependency>"
     "<dependency><groupId>cn.up</groupId><artifactId>b</artifactId></dependency></dependencies></project>",
     {"cn.up:b"}),
    # A parent from elsewhere: what bears its group is its code, not the project's.
    *(("maven_pom", f"<project>{said}<parent><groupId>org.boot</groupId><version>3.2.0</version>{path}</parent>"
       "<dependencies><dependency><groupId>org.boot</groupId><artifactId>web</artifactId></dependency>"
       "<dependency><groupId>org.boot</groupId><artifactId>aop</artifactId><version>3.2.0</version>"
       "</dependency></dependencies></project>", {"org.boot:web", "org.boot:aop@3.2.0"})
      for said, path in (("<version>1</version>", ""), ("", "<relativePath/>"),
                         ("", "<relativePath> </relativePath>"))),
]  # fmt: skip
