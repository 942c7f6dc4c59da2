#!/usr/bin/env python3
"""Records the examples of the API's document: `tests/openapi/record.py BINARY` answers `src/web/openapi/examples.json`.

Each is the answer of a fresh demonstration to a reading request, shortened: two elements of each list. Nobody in the
demonstration exists. Answers with a secret, or of the machine, are left out.
"""

import base64
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

LEFT_OUT = {"get-status", "get-version", "get-association", "get-errors-log"}
PARTS = {"id": ["1", "2", "3", "5"], "year": ["1"], "account": ["512A"], "format": ["json"], "uri": ["contact"]}
QUERIES = {
    "get-user": "q=a&limit=2",
    "get-user-search": "q=martin",
    "get-sql-any": "sql=SELECT id, nom, ville FROM users LIMIT 2",
    "get-sql-format": "sql=SELECT id, nom, ville FROM users LIMIT 2",
    "get-files-search": "q=a",
    "get-accounting-years-year-account-journal": "code=512A",
    "get-accounting-years-year-deposits": "account=5112&all=1",
    "get-accounting-years-id-open-balance": "from=1",
}
PATHS = {"get-user-category-any": "1.json", "get-web-page-any": "contact", "get-web-list-any": "actualites",
         "get-files-any": "documents"}
BYTES_MAX = 6000


def short(value):
    if isinstance(value, list):
        return [short(item) for item in value[:2]]
    if isinstance(value, dict):
        return {key: short(item) for key, item in list(value.items())[:60]}
    return value[:200] if isinstance(value, str) else value


def main(binary):
    target = pathlib.Path(__file__).resolve().parents[2] / "src/web/openapi/examples.json"
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([pathlib.Path(binary).resolve(), "serve", "--demo", "--db", f"{folder}/demo.sqlite",
                                   "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  text=True, env={"LANG": "C"}, cwd=folder)
        try:
            base = key = None
            for line in server.stdout:
                base = base or (re.search(r"http://127\.0\.0\.1:\d+", line) or [None])[0]
                key = (re.search(r"administration:\w+", line) or [None])[0]
                if base and key:
                    break
            examples = record(f"{base}/api", key)
        finally:
            server.terminate()
    target.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(len(examples), "examples,", target.stat().st_size, "bytes")


def record(base, key):
    headers = {"Authorization": "Basic " + base64.b64encode(key.encode()).decode(), "Accept-Language": "fr"}

    def get(path):
        try:
            with urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=30) as answer:
                return json.load(answer) if "json" in answer.headers["Content-Type"] else None
        except (urllib.error.HTTPError, ValueError):
            return None

    examples = {}
    for path, item in get("/openapi.json")["paths"].items():
        operation = item.get("get")
        if not operation or operation["operationId"] in LEFT_OUT or path.startswith(("/download", "/auth", "/jobs", "/access", "/echo", "/v1")):
            continue
        name = operation["operationId"]
        for number in PARTS["id"]:
            real = re.sub(r"\{(\w+)\}", lambda part: number if part[1] == "id" else PATHS.get(name, PARTS.get(part[1], ["1"])[0]), path)
            query = urllib.parse.quote(QUERIES.get(name, ""), safe="=&")
            answer = get(real + ("?" + query if query else ""))
            if answer and any(answer.values() if isinstance(answer, dict) else answer):
                example = short(answer)
                if len(json.dumps(example)) <= BYTES_MAX:
                    examples[name] = example
                break
            if "{id}" not in path:
                break
    return examples


if __name__ == "__main__":
    main(sys.argv[1])
