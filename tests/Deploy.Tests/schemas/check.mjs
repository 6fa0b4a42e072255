// node check.mjs PACKAGES FILE…: are these what Kubernetes reads? PACKAGES is the folder in which package.json was installed.
// Two sources, for neither says all: the client's models know every field there is, the compiled schemas know types, formats and what must be there.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [packages, ...files] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(packages), 'package.json'));
const models = require('@kubernetes/client-node/dist/gen/models/all.js');
const YAML = require('yaml');
const problems = [];

for (const file of files) {
  // YAML 1.1, as kubectl reads it: 0440 is octal.
  for (const document of YAML.parseAllDocuments(fs.readFileSync(file, 'utf8'), { version: '1.1' })) {
    for (const fault of [...document.errors, ...document.warnings]) problems.push(`${file}: ${fault.message}`);
    const manifest = document.toJS();
    const [version, group] = manifest.apiVersion.split('/').reverse();
    fields(manifest, modelOf(manifest.kind, version), `${path.basename(file)} ${manifest.kind}`);
    const { [manifest.kind]: Schema } = require(`kubernetes-models/${group ?? ''}${group ? '/' : ''}${version}/${manifest.kind}`);
    try {
      new Schema(manifest).validate();
    } catch (fault) {
      problems.push(`${path.basename(file)} ${manifest.kind}: ${fault.message}`);
    }
  }
}

for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);

function modelOf(kind, version) {
  return models[version[0].toUpperCase() + version.slice(1) + kind];
}

/** Says which fields a model, and those below it, do not have. */
function fields(value, model, at) {
  if (model?.getAttributeTypeMap === undefined || value === null || typeof value !== 'object') return;
  const known = new Map(model.getAttributeTypeMap().map(attribute => [attribute.baseName, attribute.type]));
  for (const [name, part] of Object.entries(value)) {
    if (!known.has(name)) problems.push(`${at} has no field ${name}`);
    else if (Array.isArray(part)) part.forEach((item, place) => fields(item, models[known.get(name).replace(/^Array<(.*)>$/, '$1')], `${at}.${name}[${place}]`));
    else fields(part, models[known.get(name)], `${at}.${name}`);
  }
}
