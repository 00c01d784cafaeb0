// Reads texts as the editor's YAML language server does and prints what it found: one JSON line per text.
//
// Standard input: JSON lines, each a string. Standard output: for each, `{"errors": [...]}` or `{"data": ...}`, where a
// value is ["map", [[key, value], ...]], ["seq", [value, ...]], ["str", text], ["num", digits], ["bool", truth] or
// ["null"]. A number keeps the digits of the text: 1.10 is not 1.1. Called with the folder `node_modules` that holds
// the npm package `yaml`; the options of `Composer` are those of yaml-language-server's `yamlParser07.js`.
"use strict";

const path = require("node:path");
const yaml = require(path.join(path.resolve(process.argv[2]), "yaml"));

function plain(node) {
  if (node === null || node === undefined) return ["null"];
  if (yaml.isAlias(node)) return ["alias", node.source];
  if (yaml.isMap(node)) return ["map", node.items.map((pair) => [plain(pair.key), plain(pair.value)])];
  if (yaml.isSeq(node)) return ["seq", node.items.map(plain)];
  if (node.value === null) return ["null"];
  if (typeof node.value === "boolean") return ["bool", node.value];
  if (typeof node.value === "number") return ["num", node.source];
  return ["str", node.value];
}

function read(text) {
  try {
    const composer = new yaml.Composer({ strict: false, version: "1.2", keepSourceTokens: true });
    const documents = [...composer.compose([...new yaml.Parser().parse(text)], true, text.length)];
    const found = documents.flatMap((document) => [...document.errors, ...document.warnings]);
    if (documents.length !== 1) found.push({ code: "DOCUMENTS", message: `${documents.length} documents` });
    if (found.length) return { errors: found.map((error) => `${error.code}: ${error.message}`) };
    return { data: plain(documents[0].contents) };
  } catch (error) {
    return { errors: [`${error.name}: ${error.message}`] };
  }
}

const lines = require("node:fs").readFileSync(0, "utf8").split("\n");
process.stdout.write(lines.filter(Boolean).map((line) => `${JSON.stringify(read(JSON.parse(line)))}\n`).join(""));
