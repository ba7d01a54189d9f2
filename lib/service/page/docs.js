// The page at /docs: openapi.json, to read. All of it gets into the page by textContent.

const byId = (id) => document.getElementById(id);

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

function list(items) {
  const made = element("ul");
  for (const item of items) {
    const point = element("li");
    point.append(item);
    made.append(point);
  }
  return made;
}

// A table with a title for each column; cells are text or elements.
function table(titles, rows) {
  const made = element("table");
  const head = element("tr");
  for (const title of titles) {
    const cell = element("th", title);
    cell.scope = "col";
    head.append(cell);
  }
  made.append(head);
  for (const row of rows) {
    const line = element("tr");
    for (const content of row) {
      const cell = element("td");
      cell.append(content);
      line.append(cell);
    }
    made.append(line);
  }
  const wide = element("div", "", "wide");
  wide.append(made);
  return wide;
}

// ---- References: "#/components/KIND/NAME"

let api = {};

function resolved(value) {
  if (typeof value?.$ref !== "string") return value ?? {};
  return value.$ref.split("/").slice(1).reduce((inside, key) => inside?.[key], api) ?? {};
}

const nameOf = (reference) => reference.split("/").at(-1);

// The id of the section of a schema: its place in the list, as names are data.
const schemaId = (name) => `schema-${Object.keys(api.components?.schemas ?? {}).indexOf(name)}`;

function schemaLink(name) {
  const link = element("a", name);
  link.href = `#${schemaId(name)}`;
  return link;
}

// ---- Schemas

// What a schema allows, in a few words, with links to those it refers to.
function typeOf(schema) {
  const words = element("span");
  if (schema === undefined) return words;
  const choices = schema.oneOf ?? schema.anyOf;
  if (schema.$ref !== undefined) {
    words.append(schemaLink(nameOf(schema.$ref)));
  } else if (choices !== undefined) {
    choices.forEach((choice, index) => words.append(index > 0 ? " or " : "", typeOf(choice)));
  } else if (schema.enum !== undefined) {
    words.append(schema.enum.map((value) => JSON.stringify(value)).join(", "));
  } else if (schema.const !== undefined) {
    words.append(JSON.stringify(schema.const));
  } else if (schema.type === "array") {
    words.append("list of ", typeOf(schema.items ?? {}));
  } else {
    words.append([schema.type ?? "any value"].flat().join(" or "), limitsOf(schema));
    if (typeof schema.additionalProperties === "object") words.append(" of ", typeOf(schema.additionalProperties));
  }
  return words;
}

function limitsOf({ minimum, maximum }) {
  if (minimum === undefined && maximum === undefined) return "";
  if (maximum === undefined) return `, ${minimum} or more`;
  return minimum === undefined ? `, up to ${maximum}` : `, ${minimum} to ${maximum}`;
}

function properties(schema) {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).map(([name, property]) => [
    element("code", name),
    typeOf(property),
    required.includes(name) ? "yes" : "",
    property.description ?? "",
  ]);
}

function schemaSection(name, schema) {
  const section = element("section");
  const title = element("h3");
  title.id = schemaId(name);
  title.append(element("code", name));
  section.append(title);
  if (schema.description) section.append(element("p", schema.description));
  const rows = properties(schema);
  if (rows.length > 0) section.append(table(["Key", "Value", "Required", ""], rows));
  else section.append(typeOf(schema));
  return section;
}

// ---- Requests and responses

function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function examplesOf(content) {
  const examples = Object.values(content.examples ?? {}).map(resolved);
  if (content.example !== undefined) examples.push({ value: content.example });
  return examples.flatMap(({ summary, value }) => [element("p", summary ?? "Example", "quiet"), element("pre", asText(value))]);
}

function contents(content) {
  return Object.entries(content ?? {}).flatMap(([type, one]) => {
    const line = element("p");
    line.append(element("code", type), ": ", typeOf(one.schema));
    if (one.schema?.description) line.append(`. ${one.schema.description}`);
    return [line, ...examplesOf(one)];
  });
}

function parameterTable(parameters) {
  return table(["Parameter", "In", "Value", "Required", ""], parameters.map(resolved).map((parameter) => [
    element("code", parameter.name),
    parameter.in,
    typeOf(parameter.schema),
    parameter.required ? "yes" : "",
    parameter.description ?? "",
  ]));
}

// rows: [status, response] pairs.
function responseTable(rows) {
  return table(["Status", "", "Body"], rows.map(([status, response]) => {
    const bodies = Object.entries(response.content ?? {}).map(([type, content]) => {
      const line = element("span");
      line.append(element("code", type), " ", typeOf(content.schema));
      return line;
    });
    const cell = element("span");
    bodies.forEach((body, index) => cell.append(index > 0 ? element("br") : "", body));
    return [status, response.description ?? "", cell];
  }));
}

function responseExamples(responses) {
  return Object.values(responses).map(resolved)
    .flatMap((response) => Object.values(response.content ?? {})).flatMap(examplesOf);
}

// Responses that operations share are explained at the end.
function responseSection(responses) {
  const all = Object.entries(responses);
  const own = all.filter(([, response]) => response.$ref === undefined);
  const shared = all.filter(([, response]) => response.$ref !== undefined);
  const section = element("section");
  section.append(element("h3", "Responses"));
  if (own.length > 0) section.append(responseTable(own), ...responseExamples(responses));
  if (shared.length > 0) {
    const line = element("p", "Also: ", "quiet");
    const link = element("a", shared.map(([status]) => status).join(", "));
    link.href = "#responses";
    line.append(link);
    section.append(line);
  }
  return section;
}

function sharedResponses() {
  const responses = Object.entries(api.components?.responses ?? {});
  if (responses.length === 0) return [];
  const title = element("h2", "Responses of many addresses");
  title.id = "responses";
  return [title, responseTable(responses)];
}

function operationTitle(name, method, path) {
  const title = element(name);
  const code = element("code");
  code.append(element("span", method.toUpperCase(), "method"), ` ${path}`);
  title.append(code);
  return title;
}

function operationSection({ method, path, operation, shared }, index) {
  const section = element("section");
  const title = operationTitle("h2", method, path);
  title.id = `operation-${index}`;
  section.append(title);
  for (const text of [operation.summary, operation.description]) {
    if (text) section.append(element("p", text));
  }
  const parameters = [...shared, ...(operation.parameters ?? [])];
  if (parameters.length > 0) section.append(element("h3", "Parameters"), parameterTable(parameters));
  const body = resolved(operation.requestBody);
  if (body.content) section.append(element("h3", "Body"), ...contents(body.content));
  section.append(responseSection(operation.responses ?? {}));
  return section;
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

// Those that programs use, then those of pages.
function operationsOf(paths) {
  const all = Object.entries(paths ?? {}).flatMap(([path, item]) =>
    methods.filter((method) => method in item)
      .map((method) => ({ method, path, operation: item[method], shared: item.parameters ?? [] })));
  const ofPage = ({ operation }) => operation.tags?.includes("page") ?? false;
  return [...all.filter((one) => !ofPage(one)), ...all.filter(ofPage)];
}

function contentsList(operations) {
  return list(operations.map(({ method, path, operation }, index) => {
    const link = operationTitle("a", method, path);
    link.href = `#operation-${index}`;
    const line = element("span");
    line.append(link, operation.summary ? ` ${operation.summary}` : "");
    return line;
  }));
}

// ---- The page

function show() {
  const operations = operationsOf(api.paths);
  const schemas = Object.entries(api.components?.schemas ?? {});
  const intro = [];
  if (api.info?.description) intro.push(element("p", api.info.description));
  const all = element("p");
  const file = element("a", "openapi.json");
  file.href = "openapi.json";
  all.append("For programs: ", file);
  byId("api").replaceChildren(
    ...intro, all, contentsList(operations), ...operations.map(operationSection), ...sharedResponses(),
    ...(schemas.length > 0 ? [element("h2", "Schemas")] : []),
    ...schemas.map(([name, schema]) => schemaSection(name, schema)));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

async function load(token) {
  byId("status").textContent = "";
  try {
    const response = await fetch("openapi.json", { headers: token ? { Authorization: `Bearer ${token}` } : {} });
    byId("token-form").hidden = response.status !== 401;
    if (response.status === 401) {
      byId("status").textContent = "This service answers only with its token.";
      byId("token").focus();
      return;
    }
    if (!response.ok) throw new Error(`The service answers with status ${response.status}.`);
    api = await response.json();
  } catch (error) {
    byId("status").textContent = error.message;
    return;
  }
  show();
}

byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = byId("token").value.trim();
  byId("token").value = "";
  load(token);
});

load("");
