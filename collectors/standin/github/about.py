"""Community profile, security advisories, dependency graph, and runs of workflows."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.extras import Advisory, Package, Run
from collectors.standin.community.model import Fork, Repository
from collectors.standin.github.found import find, page_of
from collectors.standin.github.found import link as link_pages
from collectors.standin.github.shapes import fork as minimal_fork
from collectors.standin.github.shapes import home, licence, node_id, user, web, when
from collectors.standin.paging import numbered

FILES = ("code_of_conduct_file", "contributing", "readme", "issue_template",
         "pull_request_template")  # fmt: skip
MOST_FILTERED = 1000


def community_profile(call: Call, **which: Any) -> Response:
    repo = find(call, **which)
    has = {name: name in repo.extras.files for name in FILES}
    found: Json = {name: _file(repo, name) if there else None for name, there in has.items()}
    known = [*has.values(), repo.licence is not None]
    return answer({
        "health_percentage": 100 * sum(known) // len(known),
        "description": repo.description,
        "documentation": repo.homepage,
        "files": {
            **found,
            "code_of_conduct": None,
            "license": _simple_licence(repo),
        },
        "updated_at": when(repo.updated),
        "content_reports_enabled": False,
    })  # fmt: skip


def _file(repo: Repository, name: str) -> Json:
    path = name.removesuffix("_file").upper() + ".md"
    branch = repo.default_branch
    return {"url": f"{home(repo)}/contents/{path}", "html_url": f"{web(repo)}/blob/{branch}/{path}"}


def _simple_licence(repo: Repository) -> Json | None:
    found = licence(repo.licence)
    return found and {**found, "html_url": f"{web(repo)}/blob/{repo.default_branch}/LICENSE"}


def advisories(call: Call, **which: Any) -> Response:
    """By cursor: Link has only prev and next. Unpublished ones are for a repository's own people;
    this caller is none of them."""
    repo = find(call, **which)
    rows = sorted(repo.extras.advisories, key=lambda row: (row.created, row.ghsa_id))
    wanted = call.text("state")
    rows = [r for r in rows if r.state != "draft" and wanted in ("", r.state)]
    if call.text("direction", "desc") == "desc":
        rows.reverse()
    start = call.number("after", 0)
    size = call.number("per_page", 30, 100)
    response = answer([_advisory(repo, row) for row in rows[start : start + size]])
    if start + size < len(rows):
        following = call.url(f"/repositories/{repo.id}/security-advisories", after=start + size)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _advisory(repo: Repository, row: Advisory) -> Json:
    author = user(repo.owner)
    ids = [{"type": "GHSA", "value": row.ghsa_id}]
    if row.cve_id:
        ids.append({"type": "CVE", "value": row.cve_id})
    return {
        "ghsa_id": row.ghsa_id, "cve_id": row.cve_id,
        "url": f"{home(repo)}/security-advisories/{row.ghsa_id}",
        "html_url": f"{web(repo)}/security/advisories/{row.ghsa_id}",
        "summary": row.summary, "description": row.summary, "severity": row.severity,
        "author": author, "publisher": author, "identifiers": ids, "state": row.state,
        "created_at": when(row.created), "updated_at": when(row.withdrawn or row.created),
        "published_at": when(row.published or row.created), "closed_at": None,
        "withdrawn_at": when(row.withdrawn), "submission": None, "vulnerabilities": [],
        "cvss": None, "cvss_severities": None, "cwes": [], "cwe_ids": [], "credits": [],
        "credits_detailed": [], "collaborating_users": [], "collaborating_teams": [],
        "private_fork": None,
    }  # fmt: skip


def sbom(call: Call, **which: Any) -> Response:
    """An SPDX document made anew at each request: never the same bytes twice."""
    repo = find(call, **which)
    if not repo.extras.graph:
        raise Refusal(404, "Not Found")
    moment = when(call.now)
    own = f"SPDXRef-github-{repo.full_name.replace('/', '-')}"
    packages = [_package(i, package) for i, package in enumerate(repo.extras.packages)]
    ties = [("SPDXRef-DOCUMENT", "DESCRIBES", own)]
    ties += [(own, "DEPENDS_ON", package["SPDXID"]) for package in packages]
    root = Package("github", repo.full_name, repo.default_branch, repo.licence or "NOASSERTION")
    number = len([seen for seen in call.standin.requests if seen.path == call.request.path])
    return answer({"sbom": {
        "SPDXID": "SPDXRef-DOCUMENT",
        "spdxVersion": "SPDX-2.3",
        "creationInfo": {"created": moment, "creators": ["Tool: GitHub.com-Dependency-Graph"]},
        "name": f"com.github.{repo.full_name}",
        "dataLicense": "CC0-1.0",
        "documentNamespace": f"{web(repo)}/dependency_graph/sbom-{number}",
        "packages": [*packages, {**_package(-1, root), "SPDXID": own}],
        "relationships": [
            {"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b}
            for a, kind, b in ties
        ],
    }})  # fmt: skip


def _package(number: int, package: Package) -> Json:
    purl = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
            "referenceLocator": package.purl}  # fmt: skip
    shown: Json = {
        "SPDXID": f"SPDXRef-{package.ecosystem}-{package.name.replace('/', '-')}-{number}",
        "name": package.name,
        "versionInfo": package.version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": package.licence,
        "externalRefs": [purl],
    }
    return {**shown, "licenseDeclared": package.licence}


def workflow_runs(call: Call, **which: Any) -> Response:
    """Newest first. A filter ends the list at 1,000; a branch is matched by its name alone."""
    repo = find(call, **which)
    branch, status = call.text("branch"), call.text("status")
    runs = [
        run for run in repo.extras.runs
        if branch in ("", run.branch) and status in ("", run.status, run.conclusion)
    ]  # fmt: skip
    runs.sort(key=lambda run: (run.created, run.id), reverse=True)
    shown = runs[:MOST_FILTERED] if branch or status else runs
    page = page_of(call, shown)
    rows = numbered(shown, page.number, call.number("per_page", 30, 100)).rows
    response = answer(
        {"total_count": len(runs), "workflow_runs": [_run(repo, run) for run in rows]}
    )
    link_pages(call, response, f"/repositories/{repo.id}/actions/runs", page)
    return response


def _run(repo: Repository, run: Run) -> Json:
    base, actor = f"{home(repo)}/actions/runs/{run.id}", user(repo.owner)
    here = _minimal(repo)
    away = {**here, "id": run.fork} if run.fork else here
    return {
        "id": run.id, "name": run.name, "node_id": node_id("WFR", run.id),
        "check_suite_id": run.id + 1, "check_suite_node_id": node_id("CS", run.id + 1),
        "head_branch": run.branch, "head_sha": repo.git.head.sha if repo.git.head else "0" * 40,
        "path": f".github/workflows/{run.name.lower()}.yml", "run_number": run.id % 100_000,
        "run_attempt": 1, "referenced_workflows": [], "event": run.event, "status": run.status,
        "conclusion": run.conclusion, "workflow_id": 1, "url": base,
        "html_url": f"{web(repo)}/actions/runs/{run.id}", "pull_requests": [],
        "created_at": when(run.created), "updated_at": when(run.updated),
        "run_started_at": when(run.created), "actor": actor, "triggering_actor": actor,
        **{f"{name}_url": f"{base}/{name}" for name in ("jobs", "logs", "artifacts", "cancel",
                                                        "rerun")},
        "check_suite_url": f"{home(repo)}/check-suites/{run.id + 1}",
        "previous_attempt_url": None, "workflow_url": f"{home(repo)}/actions/workflows/1",
        "display_title": run.name, "head_commit": None, "repository": here,
        "head_repository": away,
    }  # fmt: skip


def _minimal(repo: Repository) -> Json:
    row = Fork(repo.id, repo.owner, repo.name, repo.created, repo.pushed)
    return {**minimal_fork(row, repo), "fork": False}


ROUTES: dict[str, Endpoint] = {
    "/community/profile": community_profile,
    "/security-advisories": advisories,
    "/dependency-graph/sbom": sbom,
    "/actions/runs": workflow_runs,
}
