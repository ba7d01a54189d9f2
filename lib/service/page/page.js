// The page at /: shows the labels of a text while it is typed.
//
// Texts, labels and names of models are data. They get into the page by textContent alone, never as HTML, names of
// classes or ids. The token is a variable of this module, so it is gone when the page is.

const typingPause = 250; // milliseconds
const longTypingPause = 1000; // for texts of more than
const longText = 20_000; // characters
const tokensAtATime = 4000; // more are shown on request
const mostRows = 1000; // of the table of spans
const longestArgument = 100_000; // bytes; Linux takes arguments of up to 128 KiB
const longestLink = 2_000_000; // characters; browsers take no more

const examples = [
  ["News", "Anna Berg moved from Oslo to Lisbon in March 2024. She leads a small team at Nokia, and on Sundays she plays the cello for the Gulbenkian Orchestra."],
  ["Review", "The rooms were spotless and the staff could not have been kinder. Breakfast was dull, but the view over the harbour makes up for it. We will come back!"],
  ["Letter", "Dear Mr. Novak,\n\nthank you for visiting us in Prague. Dr. Chen from the University of Toronto will call you on Tuesday.\n\nKind regards\nMaria Silva"],
];

const byId = (id) => document.getElementById(id);

const page = {
  models: [],
  hidden: new Set(), // "model row" of rows that are not shown
  timer: 0,
  request: null, // the AbortController of the request that is awaited
  shown: null, // {model, text, json, answer} of what is shown
  view: null, // how far a long text is shown
};

// ---- Elements

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  if (text !== "") made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

// An element whose content has a direction of its own.
function isolated(text, className = "") {
  return element("bdi", text, className);
}

function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

// ---- The service

let token = "";

class ServiceError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// The body of an answer. Throws ServiceError, with status 0 if there was no answer, or AbortError.
async function ask(path, options = {}) {
  const headers = { ...options.headers };
  if (token !== "") headers.Authorization = `Bearer ${token}`;
  let response;
  let body;
  try {
    response = await fetch(path, { ...options, headers });
    body = await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError(0, "The service does not answer.");
  }
  if (!response.ok) throw new ServiceError(response.status, errorMessage(response.status, body));
  return body;
}

function errorMessage(status, body) {
  try {
    const { error } = JSON.parse(body);
    if (typeof error === "string") return error;
  } catch {
    // Something between here and the service answered.
  }
  return `The service answers with status ${status}.`;
}

const isTagger = (model) => model.task === "tagger";

// What the page asks of the service: an address and a body.
export function requestFor(model, text) {
  const body = { model: model.name, texts: [text], probabilities: true };
  if (isTagger(model)) body.offsets = "utf16";
  return { path: isTagger(model) ? "v1/tag" : "v1/classify", body };
}

// ---- Heads of a model

const hasSpans = (head) => head.scheme !== "none";

// The key of a head's labels in tokens, and of its spans in texts.
const labelKey = (heads, index) => (index === 0 ? "label" : heads[index].name);
const spansKey = (heads, index) => (index === 0 ? "spans" : `spans_${heads[index].name}`);

// A head may have learned from a column that has only a number.
function headTitle(head) {
  if (!/^\d*$/.test(head.name)) return head.name;
  return hasSpans(head) ? "Spans" : "Labels";
}

// What can be shown of a tagger: {head, index} of each head.
const rowsOf = (model) => model.heads.map((head, index) => ({ head, index }));

const rowKey = (model, row) => `${model.name} ${row.index}`;
const isShown = (model, row) => !page.hidden.has(rowKey(model, row));

// Tags of a language say more than readers mostly want, where there are universal ones too.
function hideSecondTags(model) {
  const rows = rowsOf(model);
  const named = (name) => rows.find(({ head }) => head.name.toUpperCase() === name);
  if (named("UPOS") && named("XPOS")) page.hidden.add(rowKey(model, named("XPOS")));
}

// ---- Colours

// The hue of a type of span, as --output-format html has it: XXH3 of its name, in 64 bits. Of longer names than
// 128 bytes, the first 128.
export function hueOf(type) {
  return Number(xxh3(new TextEncoder().encode(type).slice(0, 128), 1586682n) % 360n);
}

// XXH3 of at most 128 bytes, with a seed of at most 32 bits.
// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
function xxh3(bytes, seed) {
  const length = BigInt(bytes.length);
  const input = new DataView(bytes.buffer);
  const in32 = (at) => BigInt(input.getUint32(at, true));
  const in64 = (at) => input.getBigUint64(at, true);
  const key32 = (at) => BigInt(xxh3Secret.getUint32(at, true));
  const key64 = (at) => xxh3Secret.getBigUint64(at, true);
  const wrap = (value) => BigInt.asUintN(64, value);
  const shifted = (value, bits) => value ^ (value >> bits);
  const rotated = (value, bits) => wrap(value << bits) | (value >> (64n - bits));
  const folded = (a, b) => wrap(a * b) ^ ((a * b) >> 64n);
  const last = (value) => shifted(wrap(shifted(value, 37n) * 0x165667919e3779f9n), 32n);
  const last64 = (value) => shifted(
    wrap(shifted(wrap(shifted(value, 33n) * 0xc2b2ae3d27d4eb4fn), 29n) * 0x165667b19e3779f9n), 32n);

  if (length === 0n) return last64(seed ^ key64(56) ^ key64(64));
  if (length <= 3n) {
    const [first, middle, end] = [bytes[0], bytes[bytes.length >> 1], bytes[bytes.length - 1]].map(BigInt);
    return last64(wrap((key32(0) ^ key32(4)) + seed) ^ ((first << 16n) | (middle << 24n) | end | (length << 8n)));
  }
  if (length <= 8n) {
    const longSeed = seed ^ (swapped(seed, 4) << 32n);
    const flip = wrap((key64(8) ^ key64(16)) - longSeed);
    const value = flip ^ (in32(bytes.length - 4) + (in32(0) << 32n));
    const mixed = wrap((value ^ rotated(value, 49n) ^ rotated(value, 24n)) * 0x9fb21c651e98df25n);
    return shifted(wrap((mixed ^ ((mixed >> 35n) + length)) * 0x9fb21c651e98df25n), 28n);
  }
  if (length <= 16n) {
    const low = in64(0) ^ wrap((key64(24) ^ key64(32)) + seed);
    const high = in64(bytes.length - 8) ^ wrap((key64(40) ^ key64(48)) - seed);
    return last(wrap(length + swapped(low, 8) + high + folded(low, high)));
  }
  const mixed = (at, key) =>
    folded(in64(at) ^ wrap(key64(key) + seed), in64(at + 8) ^ wrap(key64(key + 8) - seed));
  let sum = length * 0x9e3779b185ebca87n;
  for (let pair = 0; pair < Math.ceil(bytes.length / 32); ++pair) {
    sum += mixed(16 * pair, 32 * pair) + mixed(bytes.length - 16 * (pair + 1), 32 * pair + 16);
  }
  return last(wrap(sum));
}

// A number with its bytes in the opposite order.
function swapped(value, size) {
  let result = 0n;
  for (let i = 0; i < size; ++i) result = (result << 8n) | ((value >> BigInt(8 * i)) & 0xffn);
  return result;
}

const xxh3Secret = new DataView(Uint8Array.from((
  "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f" +
  "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c" +
  "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8" +
  "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
).match(/../g), (digits) => parseInt(digits, 16)).buffer);

function setHue(target, type) {
  target.style.setProperty("--hue", hueOf(type));
}

// ---- A tagged text

const confidence = (probability) => probability.toFixed(2);

// The spans of the heads that are shown, with longer ones before those inside them.
function shownSpans(model, doc) {
  const spans = [];
  for (const row of rowsOf(model)) {
    if (hasSpans(row.head) && isShown(model, row)) spans.push(...(doc[spansKey(model.heads, row.index)] ?? []));
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

function startView() {
  const { model, answer } = page.shown;
  const [doc] = answer.docs;
  page.view = {
    text: doc.text,
    tokens: doc.sentences.flatMap((sentence) => sentence.tokens),
    next: 0, // token
    position: 0, // in the text
    spans: shownSpans(model, doc),
    nextSpan: 0,
    open: [], // {span, mark}, the outermost first
    paragraph: null,
    rows: rowsOf(model).filter((row) => !hasSpans(row.head) && isShown(model, row)),
    heads: model.heads,
  };
  byId("shown").replaceChildren();
  showMore();
}

// Shows the next tokens of a text.
function showMore() {
  const { view } = page;
  const end = Math.min(view.tokens.length, view.next + tokensAtATime);
  if (view.paragraph === null) startParagraph(view);
  while (view.next < end) addToken(view, view.tokens[view.next++]);
  const left = view.tokens.length - view.next;
  if (left === 0) {
    closeSpans(view, Infinity);
    addGap(view, view.text.slice(view.position));
  }
  byId("more").hidden = left === 0;
  byId("more").textContent = `Show more (${count(left, "token")} left)`;
}

function startParagraph(view) {
  view.paragraph = element("p", "", "text");
  view.paragraph.dir = "auto";
  byId("shown").append(view.paragraph);
}

// The beginning of a word in a script without spaces, before which a line may end.
const breaksAnywhere =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const innermost = (view) => view.open.at(-1)?.mark ?? view.paragraph;

function addToken(view, token) {
  closeSpans(view, token.start);
  addGap(view, view.text.slice(view.position, token.start));
  openSpans(view, token);
  const word = view.text.slice(token.start, token.end);
  const joined = view.position === token.start && view.position > 0 && !breaksAnywhere.test(word);
  innermost(view).append(view.rows.length === 0 ? word : wordWithLabels(view, token, word, joined));
  view.position = token.end;
}

// What stands between tokens. Each line is a paragraph; spans that go on in it are marked there too.
function addGap(view, gap) {
  const lines = gap.split(/\r?\n/);
  innermost(view).append(lines[0]);
  if (lines.length === 1) return;
  const open = view.open.splice(0);
  for (const { mark } of open) {
    if (mark.textContent === "") mark.remove();
  }
  startParagraph(view);
  for (const { span } of open) openMark(view, span);
  innermost(view).append(lines.at(-1));
}

// Closes the marks of the spans that end at or before a position. Where spans cross, a mark inside one that is closed
// goes on in a new mark.
function closeSpans(view, position) {
  const first = view.open.findIndex(({ span }) => span.end <= position);
  if (first < 0) return;
  const closed = view.open.splice(first);
  for (const { span, mark } of closed.toReversed()) {
    if (span.end <= position) mark.append(spanLabel(span));
  }
  for (const { span } of closed) {
    if (span.end > position) openMark(view, span);
  }
}

function openSpans(view, token) {
  while (view.nextSpan < view.spans.length && view.spans[view.nextSpan].start < token.end) {
    openMark(view, view.spans[view.nextSpan++]);
  }
}

function openMark(view, span) {
  const mark = element("mark");
  setHue(mark, span.label);
  innermost(view).append(mark);
  view.open.push({ span, mark });
}

// The label is isolated from the text; the space before it is on the side from which the text comes.
function spanLabel(span) {
  const label = isolated(span.label);
  if (span.probability !== undefined) label.append(" ", element("span", confidence(span.probability), "sure"));
  const outside = element("span", "", "label");
  outside.append(label);
  return outside;
}

// joined: no line may end before the word.
function wordWithLabels(view, token, word, joined) {
  const stack = element("span", "", "stack");
  stack.append(element("span", word));
  for (const row of view.rows) {
    const label = token[labelKey(view.heads, row.index)] ?? "";
    const parts = label === "_" ? [""] : label.split("|");
    const labels = parts.map((part) => isolated(part, row.index === 0 ? "first" : ""));
    if (row.index === 0) labels.at(-1).append(...wordConfidence(token));
    stack.append(...labels);
  }
  const outside = element("span", "", joined ? "joined" : "");
  outside.append(stack);
  return outside;
}

// Most words are certain, so only what is not rounded to 1.00 is said.
function wordConfidence({ probability }) {
  if (probability === undefined || confidence(probability) === "1.00") return [];
  return [" ", element("span", confidence(probability), "sure")];
}

function allSpans(model, doc) {
  const all = [];
  for (const { head, index } of rowsOf(model)) {
    if (!hasSpans(head)) continue;
    for (const span of doc[spansKey(model.heads, index)] ?? []) all.push({ head, span });
  }
  return all;
}

function fillSpans() {
  const { model, answer } = page.shown;
  const all = allSpans(model, answer.docs[0]);
  const several = model.heads.filter(hasSpans).length > 1;
  byId("spans").querySelector("summary").textContent =
    all.length > mostRows ? `The first ${mostRows} of ${count(all.length, "span")} as a table`
      : `${count(all.length, "span")} as a table`;
  byId("spans").hidden = all.length === 0;
  const titles = element("tr");
  for (const title of ["Text", "Label", "Confidence", ...(several ? ["Head"] : [])]) {
    const cell = element("th", title);
    cell.scope = "col";
    titles.append(cell);
  }
  const table = byId("spans").querySelector("table");
  table.replaceChildren(titles);
  if (!byId("spans").open) return;
  for (const { head, span } of all.slice(0, mostRows)) table.append(spanRow(span, several ? headTitle(head) : null));
}

function spanRow(span, title) {
  const row = element("tr");
  const sure = span.probability === undefined ? "" : confidence(span.probability);
  for (const text of [span.text, span.label]) {
    const cell = element("td");
    cell.append(isolated(text));
    row.append(cell);
  }
  row.append(element("td", sure, "number"));
  if (title !== null) row.append(element("td", title));
  return row;
}

// The check boxes of what to show. They stay as long as the model does, and so does the focus in them.
function fillRows(model) {
  const fieldset = byId("rows");
  const legend = fieldset.querySelector("legend");
  fieldset.replaceChildren(legend);
  fieldset.hidden = !isTagger(model) || model.heads.length < 2;
  for (const row of rowsOf(model)) {
    const box = element("input");
    box.type = "checkbox";
    box.checked = isShown(model, row);
    box.addEventListener("change", () => {
      if (box.checked) page.hidden.delete(rowKey(model, row));
      else page.hidden.add(rowKey(model, row));
      if (page.shown?.model === model) startView();
    });
    const label = element("label");
    label.append(box, isolated(headTitle(row.head)));
    fieldset.append(label);
  }
}

// ---- A classified text

function showScores() {
  const [result] = page.shown.answer.results;
  const table = element("table", "", "scores");
  table.setAttribute("aria-label", "Probability of each label");
  const scores = Object.entries(result.probabilities).sort((a, b) => b[1] - a[1]);
  for (const [label, probability] of scores) table.append(scoreRow(label, probability));
  byId("shown").replaceChildren(table);
}

function scoreRow(label, probability) {
  const row = element("tr");
  const name = element("th");
  name.scope = "row";
  name.append(isolated(label));
  const bar = element("div", "", "bar");
  bar.style.setProperty("--share", probability);
  const share = element("td");
  share.setAttribute("aria-hidden", "true");
  share.append(bar);
  row.append(name, share, element("td", confidence(probability), "number"));
  return row;
}

// ---- Asking and showing

function say(message, isError = false) {
  byId("status").textContent = message;
  byId("status").className = isError ? "error" : "";
  byId("again").hidden = !isError;
}

function showNothing() {
  page.shown = null;
  byId("shown").replaceChildren();
  for (const id of ["more", "spans", "copies", "by-hand"]) byId(id).hidden = true;
}

function summary(model, answer) {
  if (!isTagger(model)) return `${answer.results[0].label}, ${confidence(answer.results[0].probability)}`;
  const [doc] = answer.docs;
  const tokens = doc.sentences.reduce((sum, sentence) => sum + sentence.tokens.length, 0);
  const parts = [count(doc.sentences.length, "sentence"), count(tokens, "token")];
  if (model.heads.some(hasSpans)) parts.push(count(allSpans(model, doc).length, "span"));
  return parts.join(", ");
}

function show(model, text, json) {
  const answer = JSON.parse(json);
  page.shown = { model, text, json, answer };
  byId("more").hidden = true;
  byId("spans").hidden = true;
  byId("by-hand").hidden = true;
  byId("copied").textContent = "";
  byId("copies").hidden = false;
  byId("copy-conllu").hidden = !isTagger(model);
  if (isTagger(model)) {
    startView();
    fillSpans();
  } else {
    showScores();
  }
  say(summary(model, answer));
}

const chosenModel = () => page.models[byId("model").selectedIndex];

// Stops waiting for an answer: what comes of it is dropped.
function dropRequest() {
  clearTimeout(page.timer);
  page.request?.abort();
  page.request = null;
  byId("results").removeAttribute("aria-busy");
}

function labelSoon() {
  dropRequest();
  const pause = byId("text").value.length > longText ? longTypingPause : typingPause;
  page.timer = setTimeout(labelNow, pause);
}

async function labelNow() {
  dropRequest();
  const model = chosenModel();
  const text = byId("text").value;
  if (model === undefined) return loadModels();
  if (text.trim() === "") {
    showNothing();
    return say("There is no text yet.");
  }
  const request = new AbortController();
  page.request = request;
  byId("results").setAttribute("aria-busy", "true");
  try {
    const { path, body } = requestFor(model, text);
    const json = await ask(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: request.signal,
    });
    if (page.request === request) show(model, text, json);
  } catch (error) {
    if (page.request === request) fail(error);
  } finally {
    if (page.request === request) dropRequest();
  }
}

function fail(error) {
  showNothing();
  if (error.status === 401) return askForToken();
  say(error.message, true);
}

// ---- Models

async function loadModels() {
  try {
    page.models = JSON.parse(await ask("v1/models")).models;
  } catch (error) {
    if (error.status === 503) setTimeout(loadModels, 1000);
    return fail(error);
  }
  for (const model of page.models) hideSecondTags(model);
  byId("model").replaceChildren(...page.models.map((model) => element("option", model.name)));
  if (page.models.length === 0) return say("The service has no models.", true);
  chooseModel(link().model);
  labelNow();
}

// Chooses a model by name, if there is such a name.
function chooseModel(name) {
  const index = page.models.findIndex((model) => model.name === name);
  byId("model").selectedIndex = Math.max(index, 0);
  modelChosen();
}

function modelChosen() {
  const model = chosenModel();
  byId("about").textContent = aboutModel(model);
  fillRows(model);
}

function aboutModel(model) {
  if (!isTagger(model)) return `One label for the text: ${model.heads[0].labels.join(", ")}`;
  const spans = model.heads.filter(hasSpans).flatMap((head) => typesOf(head));
  const columns = model.heads.filter((head) => !hasSpans(head)).map(headTitle);
  return [columns.join(", "), spans.join(", ")].filter((part) => part !== "").join("; ");
}

// "PER" of "B-PER": the labels of a head with a tag scheme, without prefixes.
function typesOf(head) {
  const types = head.labels.filter((label) => label !== "O").map((label) => label.replace(/^[BIESLUM][-_]/, ""));
  return [...new Set(types)].sort();
}

// ---- Token

function askForToken() {
  say("");
  byId("token-problem").textContent = token === "" ? "" : "The service does not accept this token.";
  token = "";
  byId("docs-link").hidden = true; // it cannot carry the token
  byId("token-form").hidden = false;
  byId("token").focus();
}

function takeToken(event) {
  event.preventDefault();
  const given = byId("token").value.trim();
  if (!/^[!-~]+$/.test(given)) {
    byId("token-problem").textContent = "A token has visible ASCII characters without spaces.";
    return;
  }
  token = given;
  byId("token").value = "";
  byId("token-form").hidden = true;
  byId("text").focus();
  labelNow();
}

// ---- Copies

// A tagged text as CoNLL-U, as `tagger tag --output-format conllu` writes it. Throws Error for a label that CoNLL-U
// has no place for.
export function conllu(model, doc) {
  const fields = conlluFields(model.heads);
  const next = doc.sentences.map((sentence, index) => doc.sentences[index + 1]?.tokens[0]?.start);
  return doc.sentences.map((sentence, index) => conlluSentence(sentence.tokens, index + 1, next[index], fields)).join("");
}

function conlluSentence(tokens, id, next, fields) {
  const space = tokens.map((token, index) => token.end !== (tokens[index + 1]?.start ?? next));
  const text = tokens.map((token, index) => token.text + (space[index] && index + 1 < tokens.length ? " " : "")).join("");
  const rows = tokens.map((token, index) => conlluRow(token, index + 1, space[index], fields));
  return `# sent_id = ${id}\n# text = ${text}\n${rows.join("")}\n`;
}

const conlluColumns = ["ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"];

// Where the labels of a head go: {key, column, misc}, with a key of MISC if the column is MISC.
function conlluFields(heads) {
  const fields = heads.map((head, index) => {
    const [, column, misc = ""] = /^([^:]*):?(.*)$/s.exec(head.conllu_column);
    return { key: labelKey(heads, index), column: column.toUpperCase(), misc };
  });
  const places = fields.map(({ column, misc }) => `${column} ${misc}`);
  if (new Set(places).size < places.length) throw new Error("Two heads of the model would be in one place of CoNLL-U.");
  return fields;
}

function conlluRow(token, id, spaceAfter, fields) {
  const row = Object.fromEntries(conlluColumns.map((column) => [column, "_"]));
  row.ID = String(id);
  row.FORM = token.text;
  const misc = spaceAfter ? [] : ["SpaceAfter=No"];
  for (const { key, column, misc: name } of fields) {
    const label = token[key] ?? "";
    if (/[\t\n\r\0]/.test(label) || (name !== "" && label.includes("|"))) {
      throw new Error(`CoNLL-U has no place for the label ${label}.`);
    }
    if (label === "") continue;
    if (name === "") row[column] = label;
    else misc.push(`${name}=${label}`);
  }
  if (misc.length > 0) row.MISC = misc.join("|");
  return `${Object.values(row).join("\t")}\n`;
}

// JSON in which no character means anything to a shell between single quotes, or to a terminal.
function plainJson(value) {
  const escape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value)
    .replace(/\\([\\"])/g, (_, character) => escape(character))
    .replace(/['\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, escape);
}

// A command that asks the service at `base` the same. withToken: it takes the token from the variable TOKEN.
export function curlCommand(base, model, text, withToken) {
  const { path, body } = requestFor(model, text);
  const json = plainJson(body);
  const parts = [`curl '${new URL(path, base)}'`, "-H 'Content-Type: application/json'"];
  if (withToken) parts.push('-H "Authorization: Bearer $TOKEN"');
  if (new TextEncoder().encode(json).length <= longestArgument) return [...parts, `--data-binary '${json}'`].join(" \\\n  ");
  return `${[...parts, "--data-binary @- <<'END'"].join(" \\\n  ")}\n${json}\nEND\n`;
}

// The address of this page with a text and a model. Throws Error if it gets too long.
function linkTo(model, text) {
  const fragment = `model=${encodeURIComponent(model.name)}&text=${encodeURIComponent(text.toWellFormed())}`;
  if (fragment.length > longestLink) throw new Error("The text is too long for a link.");
  return `${pageAddress()}#${fragment}`;
}

const pageAddress = () => location.href.replace(/#.*$/s, "");

// What the address holds: {model, text}, null where it says nothing.
function link() {
  const values = new URLSearchParams(location.hash.slice(1));
  return { model: values.get("model"), text: values.get("text") };
}

function takeLink() {
  const { model, text } = link();
  if (text !== null) byId("text").value = text;
  if (model !== null && page.models.length > 0) chooseModel(model);
  if (page.models.length > 0) labelNow();
}

const copies = {
  json: ["JSON", ({ json }) => json],
  conllu: ["CoNLL-U", ({ model, answer }) => conllu(model, answer.docs[0])],
  curl: ["curl command", ({ model, text }) => curlCommand(pageAddress(), model, text, token !== "")],
  link: ["link", ({ model, text }) => linkTo(model, text)],
};

async function copy(name) {
  const [title, make] = copies[name];
  byId("by-hand").hidden = true;
  let text;
  try {
    text = make(page.shown);
  } catch (error) {
    byId("copied").textContent = error.message;
    return;
  }
  try {
    await navigator.clipboard.writeText(text);
    byId("copied").textContent = `Copied: ${title}`;
  } catch {
    copyByHand(text);
  }
}

// Without a clipboard (no secure context, or no permission), the text is selected for the reader to copy.
function copyByHand(text) {
  byId("copied").textContent = "";
  byId("by-hand").hidden = false;
  byId("to-copy").value = text;
  byId("to-copy").focus();
  byId("to-copy").select();
}

// ---- Start

function fillExamples() {
  for (const [title, text] of examples) {
    const button = element("button", title);
    button.addEventListener("click", () => {
      byId("text").value = text;
      labelNow();
    });
    byId("examples").append(button);
  }
}

function start() {
  fillExamples();
  byId("text").addEventListener("input", labelSoon);
  byId("model").addEventListener("change", () => {
    modelChosen();
    labelNow();
  });
  byId("again").addEventListener("click", labelNow);
  byId("more").addEventListener("click", () => {
    showMore();
    if (byId("more").hidden) byId("shown").focus(); // the button had it
  });
  byId("spans").addEventListener("toggle", () => page.shown && fillSpans());
  byId("token-form").addEventListener("submit", takeToken);
  for (const name of Object.keys(copies)) byId(`copy-${name}`).addEventListener("click", () => copy(name));
  addEventListener("hashchange", takeLink);
  takeLink();
  if (byId("text").value === "") byId("text").value = examples[0][1];
  loadModels();
}

start();
