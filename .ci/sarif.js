// Validates SARIF reports against the published schema of SARIF 2.1.0: node .ci/sarif.js NODE_MODULES REPORT…
"use strict";
const fs = require("fs");
const path = require("path");

const [modules, ...reports] = process.argv.slice(2);
const from = (name) => require(path.join(path.resolve(modules), name));
const Ajv = from("ajv");
const ajv = new Ajv({ schemaId: "auto", allErrors: true });
ajv.addMetaSchema(from("ajv/lib/refs/json-schema-draft-04.json"));
const schemas = path.join(path.resolve(modules), "@microsoft/jest-sarif/lib/schemas");
const [schema] = fs.readdirSync(schemas).filter((name) => name.startsWith("sarif-2.1.0"));
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, schema), "utf8")));

let failed = 0;
for (const report of reports) {
    const log = JSON.parse(fs.readFileSync(report, "utf8"));
    const results = log.runs.reduce((sum, run) => sum + run.results.length, 0);
    if (validate(log)) {
        console.log(`${report}: valid, ${results} results`);
    } else {
        failed += 1;
        console.log(`${report}: ${ajv.errorsText(validate.errors)}`);
    }
}
process.exit(failed === 0 && reports.length > 0 ? 0 : 1);
