"""Tests of the page of `tagger serve`, in Chromium. tools/page_test.sh runs them."""

import json
import re
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path

import xxhash
from browser import TAGGER, Browser, Server, model_file, shipped_models
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

HOSTILE = "<img src=x onerror=document.title='x'>"
SCRIPT = "</bdi><script>document.title='y'</script>"

# What shells, JSON, CoNLL-U and places in text could stumble over.
AWKWARD = (
    "Dr. Müller met \"Tim Cook\" at Apple Inc.'s office in Cupertino.  It's  \u00a0great! 😀 Oslo\n\n"
    "$(touch x) `id` ${HOME} !! \\ \\n \\u0027 %s a|b=c #1 @file \u009b \u202e x\u200fy Cafe\u0301 in Paris\n"
    "END\n\tAnna Berg & " + HOSTILE + "\n日本語のテキスト。"
)

browser: Browser
server: Server


def setUpModule() -> None:  # noqa: N802 (unittest's name)
    global browser, server
    browser = Browser()
    server = Server(*shipped_models())


def tearDownModule() -> None:  # noqa: N802
    browser.stop()
    server.stop()


def post(path: str, body: dict) -> dict:
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def hostile_model(folder: str, columns: str) -> Path:
    """A model that has learned labels with markup, from these columns of CoNLL-U."""
    rows = []
    for name in ["Anna", "Berg", "Oslo", "Tim"] * 12:
        tokens = [(name, HOSTILE, f"B-{HOSTILE}"), ("sleeps", SCRIPT, "O"), (".", "__proto__", "O")]
        for number, (word, tag, span) in enumerate(tokens, 1):
            rows.append(f"{number}\t{word}\t_\t{tag}\t_\t_\t_\t_\t_\t<s>N</s>={span}")
        rows.append("")
    corpus = Path(folder) / "hostile.conllu"
    corpus.write_text("\n".join(rows) + "\n", encoding="utf-8")
    model = Path(folder) / "hostile.model"
    options = ["--epochs", "100", "--learning-rate", "0.05", "--hidden", "8", "--dimension", "8", "--quiet"]
    subprocess.run([TAGGER, "train", "--train", corpus, "--model", model, "--label-column", columns, *options], check=True)
    return model


class PageTest(unittest.TestCase):
    """Each test ends with an empty console; `refusals` are the statuses whose requests Chromium may mention there."""

    refusals: tuple[int, ...] = ()

    def setUp(self) -> None:
        browser.fresh()

    def tearDown(self) -> None:
        expected = [f"status of {status} " for status in self.refusals]
        unexpected = [
            entry
            for entry in browser.log()
            if entry["source"] != "network" or not any(part in entry["message"] for part in expected)
        ]
        self.assertEqual(unexpected, [])

    def copied(self, name: str) -> str:
        """What a button puts into the clipboard."""
        browser.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        browser.script("document.getElementById('copied').textContent = ''")
        browser.element(f"copy-{name}").click()
        browser.until(lambda: browser.text("copied") != "", "something is said about the copy")
        self.assertIn("Copied: ", browser.text("copied"))
        return browser.awaited("return navigator.clipboard.readText()")


class Labels(PageTest):
    def test_names_stand_where_the_service_finds_them(self) -> None:
        text = "😀😀 Anna Berg left Oslo 😀 and Tim Cook stayed in Paris."
        browser.open(server, "en-ner", text)
        (doc,) = post("v1/tag", {"model": "en-ner", "texts": [text], "probabilities": True, "offsets": "utf16"})["docs"]
        expected = [
            {
                "text": span["text"],
                "label": span["label"],
                "start": span["start"],
                "confidence": f"{span['probability']:.2f}",
            }
            for span in doc["spans"]
        ]
        self.assertEqual([span["text"] for span in expected], ["Anna Berg", "Oslo", "Tim Cook", "Paris"])
        self.assertEqual(browser.marks(), expected)

    def test_the_text_is_whole_with_every_model(self) -> None:
        lines = re.sub(r"\n+", "\n", AWKWARD)
        for model in ("en", "en-ner", "en-pos"):
            browser.open(server, model, AWKWARD)
            self.assertEqual(browser.shown_text(), lines)

    def test_parts_of_speech_and_features_stand_below_words(self) -> None:
        browser.open(server, "en", "Anna Berg sleeps.")
        words = browser.script(
            "return [...document.querySelectorAll('.stack')].map(word => [...word.children].map(part =>"
            " part.firstChild?.data ?? ''))"
        )
        self.assertEqual(words[0], ["Anna", "PROPN", "Number=Sing"])
        self.assertEqual(words[2][:4], ["sleeps", "VERB", "Mood=Ind", "Number=Sing"])
        self.assertEqual([mark["text"] for mark in browser.marks()], ["Anna Berg"])
        below = browser.script(
            "const parts = document.querySelector('.stack').children;"
            "return parts[1].getBoundingClientRect().top - parts[0].getBoundingClientRect().top"
        )
        self.assertGreater(below, 0)

    def test_what_is_shown_can_be_chosen(self) -> None:
        browser.open(server, "en", "Anna Berg sleeps.")
        boxes = browser.element("rows").find_elements("css selector", "input")
        self.assertEqual([box.is_selected() for box in boxes], [True, False, True, True])
        boxes[1].click()
        self.assertIn("NNP", browser.text("shown"))
        boxes[3].click()
        self.assertEqual(browser.marks(), [])
        for box in boxes[:3]:
            box.click()
        self.assertEqual(browser.text("shown"), "Anna Berg sleeps.")

    def test_sentiment_shows_every_label(self) -> None:
        text = "What a wonderful place, we loved it!"
        browser.open(server, "en-sentiment", text)
        (result,) = post("v1/classify", {"model": "en-sentiment", "texts": [text], "probabilities": True})["results"]
        rows = browser.script(
            "return [...document.querySelectorAll('.scores tr')].map(row => [row.cells[0].textContent,"
            " row.cells[2].textContent])"
        )
        best_first = sorted(result["probabilities"].items(), key=lambda pair: -pair[1])
        self.assertEqual(rows, [[label, f"{share:.2f}"] for label, share in best_first])
        self.assertEqual(rows[0][0], "positive")
        self.assertTrue(browser.text("status").startswith("positive, "))
        self.assertFalse(browser.visible("copy-conllu"))

    def test_labels_follow_the_typing(self) -> None:
        browser.open(server, "en-ner", "x")
        browser.element("text").clear()
        browser.element("text").send_keys("Anna Berg lives in Oslo.")
        browser.until_shown("Anna Berg lives in Oslo.")
        self.assertEqual([mark["label"] for mark in browser.marks()], ["PER", "LOC"])
        browser.element("text").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE)
        browser.until(lambda: browser.text("status") == "There is no text yet.", "nothing is labelled")
        self.assertEqual(browser.text("shown"), "")
        self.assertFalse(browser.visible("copies"))

    def test_an_older_answer_is_dropped(self) -> None:
        browser.before_page(
            """
            const plainFetch = window.fetch;
            window.fetch = async (path, options) => {
              const answer = await plainFetch(path, {...options, signal: undefined});
              if (String(options?.body).includes('Slow')) await new Promise(done => { window.release = done; });
              return answer;
            };
            """
        )
        browser.open(server, "en-ner", "Anna Berg")
        browser.put("Slow Tim Cook")
        browser.until(lambda: browser.script("return window.release !== undefined"), "the first answer is held")
        browser.put("Oslo")
        browser.until_shown("Oslo")
        browser.awaited("release(); await new Promise(done => setTimeout(done, 100));")
        self.assertEqual(browser.shown_text(), "Oslo")
        self.assertEqual(browser.text("status"), "1 sentence, 1 token, 1 span")

    def test_spans_may_cross_each_other_and_the_ends_of_lines(self) -> None:
        tokens = [{"text": word, "start": start, "end": start + 1} for word, start in (("a", 0), ("b", 2), ("c", 4), ("d", 5))]
        spans = [("A", 0, 3), ("C", 5, 6)]
        others = [("B", 2, 5)]
        doc = {"text": "a b\ncd", "sentences": [{"tokens": tokens}]}
        for key, found in (("spans", spans), ("spans_Y", others)):
            doc[key] = [{"label": label, "start": start, "end": end, "text": doc["text"][start:end]} for label, start, end in found]
        heads = [{"name": name, "scheme": "iob2", "labels": ["O"]} for name in ("X", "Y")]
        models = {"models": [{"name": "m", "task": "tagger", "language": "", "heads": heads}]}
        browser.before_page(
            f"const models = {json.dumps(models)}, answer = {json.dumps({'model': 'm', 'docs': [doc]})};"
            "window.fetch = async path => new Response(JSON.stringify(path === 'v1/models' ? models : answer));"
        )
        browser.open(server, "m", "x")
        self.assertEqual(browser.shown_text(), "a b\ncd")
        marks = [(mark["text"], mark["label"]) for mark in browser.marks()]
        self.assertEqual(marks, [("a b", "A"), ("b", None), ("c", "B"), ("d", "C")])

    def test_spans_stand_in_a_table_too(self) -> None:
        browser.open(server, "en-ner", "Anna Berg left Oslo.")
        browser.element("spans").find_element("css selector", "summary").click()
        rows = browser.script(
            "return [...document.querySelectorAll('#spans tr')].map(row => [...row.cells].map(cell => cell.textContent))"
        )
        self.assertEqual(rows[0], ["Text", "Label", "Confidence"])
        self.assertEqual([row[:2] for row in rows[1:]], [["Anna Berg", "PER"], ["Oslo", "LOC"]])

    def test_long_texts_are_shown_in_parts(self) -> None:
        text = "\n".join(["Anna Berg sleeps in Oslo."] * 2000)
        browser.open(server, "en-ner", text)
        self.assertEqual(browser.text("more"), "Show more (8,000 tokens left)")
        self.assertLess(len(browser.shown_text()), len(text))
        browser.element("more").click()
        browser.element("more").click()
        self.assertFalse(browser.visible("more"))
        self.assertEqual(browser.shown_text(), text)
        self.assertEqual(len(browser.marks()), 4000)


class Refusals(PageTest):
    refusals = (413,)

    def test_what_the_service_refuses_is_said(self) -> None:
        browser.open(server, "en-ner", "Anna")
        browser.put("a " * 600_000)
        browser.until(lambda: "longer than 1048576 bytes" in browser.text("status"), "the error is shown")
        self.assertFalse(browser.visible("copies"))
        self.assertEqual(browser.text("shown"), "")
        browser.put("Oslo")
        browser.until_shown("Oslo")
        self.assertFalse(browser.visible("again"))


class Offline(PageTest):
    def test_a_service_that_went_away_is_said_and_asked_again(self) -> None:
        browser.before_page(
            "const plainFetch = window.fetch; window.fetch = (...all) => window.away"
            " ? Promise.reject(new TypeError('away')) : plainFetch(...all);"
        )
        browser.open(server, "en-ner", "Anna")
        browser.script("window.away = true")
        browser.put("Oslo")
        browser.until(lambda: browser.text("status") == "The service does not answer.", "the error is shown")
        browser.script("window.away = false")
        browser.element("again").click()
        browser.until_shown("Oslo")


class Hostile(PageTest):
    def assert_harmless(self) -> None:
        browser.awaited("await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));")
        self.assertEqual(browser.driver.title, "Seqlab")
        found = browser.script("return document.querySelectorAll('img, body script, [onerror], body s').length")
        self.assertEqual(found, 0)

    def test_html_in_a_text_is_text(self) -> None:
        for model in ("en", "en-ner", "en-sentiment"):
            browser.open(server, model, HOSTILE + SCRIPT)
            self.assert_harmless()
            if model != "en-sentiment":
                self.assertEqual(browser.shown_text(), HOSTILE + SCRIPT)

    def test_html_in_labels_and_names_of_heads_is_text(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            hostile = Server("-m", hostile_model(folder, "UPOS,MISC:<s>N</s>"))
        try:
            browser.open(hostile, "hostile", "Anna sleeps.")
            (mark,) = browser.marks()
            self.assertEqual((mark["text"], mark["label"]), ("Anna", HOSTILE))
            for label in (HOSTILE, SCRIPT, "__proto__"):
                self.assertIn(label, browser.text("shown"))
            self.assertIn("<s>N</s>", browser.text("rows"))
            self.assertIn(HOSTILE, browser.text("about"))
            browser.element("spans").find_element("css selector", "summary").click()
            self.assert_harmless()
            self.assertIn(f"<s>N</s>=B-{HOSTILE}", self.copied("conllu"))
        finally:
            hostile.stop()

    def test_html_in_the_name_of_a_model_is_refused(self) -> None:
        done = subprocess.run(
            [TAGGER, "serve", "--port", "0", "-m", f"{HOSTILE}={model_file('en-ner')}"],
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn("is no name for a model", done.stderr)

    def test_html_in_the_name_of_a_model_in_a_link_does_nothing(self) -> None:
        browser.driver.get(server.url + "#model=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D'x'%3E&text=Oslo")
        browser.until_labelled()
        self.assert_harmless()
        self.assertEqual(browser.value("model"), "en")

    def test_html_from_the_service_is_text(self) -> None:
        """Names and messages that no service of ours gives."""
        head = {"name": "N", "scheme": "iob2", "labels": ["O", f"B-{HOSTILE}"]}
        models = {"models": [{"name": HOSTILE, "task": "tagger", "language": HOSTILE, "heads": [head]}]}
        browser.before_page(
            f"const models = {json.dumps(models)}, error = {json.dumps({'error': SCRIPT})};"
            "window.fetch = async path => path === 'v1/models' ? new Response(JSON.stringify(models))"
            " : new Response(JSON.stringify(error), {status: 422});"
        )
        browser.driver.get(server.url)
        browser.until(lambda: browser.text("status") == SCRIPT, "the error is shown")
        self.assertEqual(browser.element("model").text.strip(), HOSTILE)
        self.assert_harmless()

    def test_nothing_from_elsewhere_may_run_or_load(self) -> None:
        with urllib.request.urlopen(server.url) as answer:
            policy = answer.headers["Content-Security-Policy"]
            page = answer.read().decode()
        for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"):
            self.assertIn(part, policy)
        self.assertNotRegex(page, r"\bstyle=|\bon\w+=|<style|https?:")
        self.assertEqual(re.findall(r"<script[^>]*>[^<]", page), [])


class Copies(PageTest):
    def test_conllu_is_what_the_program_writes(self) -> None:
        """A line of text; and a text with line ends, which the programs take as a whole only in JSON."""
        line = re.sub(r"\s+", " ", AWKWARD)
        for model in ("en", "en-ner", "en-pos"):
            for text, written, options in (
                (line, line, []),
                (AWKWARD, json.dumps({"text": AWKWARD}), ["--input-format", "jsonl"]),
            ):
                browser.open(server, model, text)
                command = [TAGGER, "tag", "-m", model_file(model), "--output-format", "conllu", "--quiet", *options]
                done = subprocess.run(command, input=written.encode(), capture_output=True, check=True)
                self.assertEqual(self.copied("conllu"), done.stdout.decode())

    def test_conllu_has_labels_in_the_column_that_they_were_learned_from(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            model = hostile_model(folder, "MISC:<s>N</s>")
            hostile = Server("-m", model)
            command = [TAGGER, "tag", "-m", model, "--output-format", "conllu", "--quiet"]
            done = subprocess.run(command, input=b"Anna sleeps.\n", capture_output=True, check=True)
        try:
            browser.open(hostile, "hostile", "Anna sleeps.")
            self.assertEqual(self.copied("conllu"), done.stdout.decode())
        finally:
            hostile.stop()

    def test_json_is_the_answer(self) -> None:
        browser.open(server, "en-ner", AWKWARD)
        answer = post("v1/tag", {"model": "en-ner", "texts": [AWKWARD], "probabilities": True, "offsets": "utf16"})
        self.assertEqual(json.loads(self.copied("json")), answer)

    def test_the_curl_command_works_in_shells(self) -> None:
        long = "Anna Berg's \\ \"text\"\n" * 10_000
        for model, text in (("en-ner", AWKWARD), ("en-sentiment", AWKWARD), ("en-sentiment", long)):
            browser.open(server, model, text)
            command = self.copied("curl")
            expected = self.copied("json")
            for shell in ("bash", "dash"):
                with tempfile.TemporaryDirectory() as folder:
                    done = subprocess.run(
                        [shell], input=command.encode(), capture_output=True, check=True, cwd=folder
                    )
                    self.assertEqual(list(Path(folder).iterdir()), [])
                self.assertEqual(done.stdout.decode().strip(), expected.strip())

    def test_the_curl_command_has_nothing_that_a_terminal_acts_on(self) -> None:
        browser.open(server, "en-ner", AWKWARD)
        self.assertNotRegex(self.copied("curl").replace("\n", ""), "[\x00-\x1f\x7f-\x9f\u202e\u200f]")

    def test_the_link_brings_text_and_model_back(self) -> None:
        browser.open(server, "en-ner", AWKWARD)
        link = self.copied("link")
        self.assertTrue(link.startswith(server.url + "#model=en-ner&text="))
        self.assertNotIn("text=", browser.driver.current_url.split("#")[0])
        browser.driver.get("about:blank")
        browser.driver.get(link)
        browser.until_labelled()
        self.assertEqual(browser.value("text"), AWKWARD)
        self.assertEqual(browser.value("model"), "en-ner")

    def test_a_link_that_is_opened_on_the_page_is_taken(self) -> None:
        browser.open(server, "en-ner", "Oslo")
        browser.driver.get(server.url + "#model=en-pos&text=Two%20words")
        browser.until(lambda: "Two words" in browser.value("text"), "the text is taken")
        browser.until(lambda: browser.text("status") == "1 sentence, 2 tokens", "it is labelled")
        self.assertEqual(browser.value("model"), "en-pos")

    def test_without_a_clipboard_the_text_is_selected(self) -> None:
        browser.before_page("Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});")
        browser.open(server, "en-ner", "Oslo")
        browser.element("copy-json").click()
        browser.until(lambda: browser.visible("by-hand"), "the text is shown")
        selected = browser.script(
            "const area = document.activeElement; return [area.id, area.value.slice(area.selectionStart, area.selectionEnd)]"
        )
        self.assertEqual(selected[0], "to-copy")
        self.assertEqual(json.loads(selected[1])["model"], "en-ner")


class Token(PageTest):
    refusals = (401,)

    def test_the_page_asks_for_the_token_and_keeps_it_in_memory(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "token"
            file.write_text("s3cret-token\n", encoding="utf-8")
            closed = Server("-m", model_file("en-ner"), "--token-file", file)
        try:
            browser.driver.get(closed.url + "#text=Oslo")
            browser.until(lambda: browser.visible("token-form"), "a token is asked for")
            self.assertEqual(browser.script("return document.activeElement.id"), "token")
            browser.element("token").send_keys("wrong" + Keys.ENTER)
            browser.until(lambda: "does not accept" in browser.text("token-problem"), "it is refused")
            browser.element("token").send_keys("a b" + Keys.ENTER)
            self.assertIn("visible ASCII", browser.text("token-problem"))
            browser.element("token").clear()
            browser.element("token").send_keys("s3cret-token" + Keys.ENTER)
            browser.until_shown("Oslo")
            self.assertFalse(browser.visible("token-form"))
            kept = browser.script(
                "return [localStorage.length, sessionStorage.length, document.cookie, location.href,"
                " document.getElementById('token').value, document.documentElement.outerHTML]"
            )
            self.assertEqual(kept[:3], [0, 0, ""])
            self.assertNotIn("s3cret", "".join(kept[3:]))
            command = self.copied("curl")
            self.assertNotIn("s3cret", command)
            done = subprocess.run(
                ["bash"], input=command.encode(), env={"TOKEN": "s3cret-token", "PATH": "/usr/bin:/bin"},
                capture_output=True, check=True,
            )
            self.assertEqual(done.stdout.decode().strip(), self.copied("json").strip())
            browser.driver.refresh()
            browser.until(lambda: browser.visible("token-form"), "a new page asks again")
        finally:
            closed.stop()


class Access(PageTest):
    """Keyboard, screen readers, small screens, wishes of readers."""

    def active(self) -> str:
        return browser.script("return document.activeElement.id || document.activeElement.textContent")

    def press(self, *keys: str) -> None:
        ActionChains(browser.driver).send_keys(*keys).perform()

    def tab_to(self, name: str) -> None:
        for _ in range(30):
            if self.active() == name:
                return
            self.press(Keys.TAB)
        self.fail(f"no way to {name}")

    def test_the_keyboard_alone_reaches_everything(self) -> None:
        browser.open(server, "en", "Anna left.")
        reached = []
        self.press(Keys.TAB)
        while self.active() not in reached and browser.script("return document.activeElement !== document.body"):
            reached.append(self.active())
            outline = browser.script(
                "const style = getComputedStyle(document.activeElement); return [style.outlineStyle, style.outlineWidth]"
            )
            self.assertEqual(outline, ["solid", "3px"], self.active())
            # The boxes have no ids.
            if browser.script("return document.activeElement.type === 'checkbox'"):
                reached[-1] = browser.script("return document.activeElement.parentElement.textContent")
            self.press(Keys.TAB)
        self.assertEqual(
            reached,
            ["docs-link", "model", "text", "News", "Review", "Letter", "UPOS", "XPOS", "FEATS", "NER", "1 span as a table"]
            + ["copy-json", "copy-conllu", "copy-curl", "copy-link"],
        )

    def test_the_keyboard_alone_does_everything(self) -> None:
        browser.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        browser.open(server, "en", "x")
        self.tab_to("model")
        self.press(Keys.ARROW_DOWN)
        self.assertEqual(browser.value("model"), "en-ner")
        self.tab_to("text")
        ActionChains(browser.driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        self.press("Anna Berg left Oslo.")
        browser.until_shown("Anna Berg left Oslo.")
        self.assertEqual(len(browser.marks()), 2)
        self.tab_to("copy-curl")
        self.press(Keys.ENTER)
        browser.until(lambda: browser.text("copied") == "Copied: curl command", "it is copied")
        self.assertTrue(browser.awaited("return navigator.clipboard.readText()").startswith("curl "))
        self.tab_to("Review")
        self.press(Keys.SPACE)
        browser.until(lambda: browser.shown_text().startswith("The rooms"), "the example is labelled")

    def test_controls_have_names_for_screen_readers(self) -> None:
        browser.open(server, "en", "Anna Berg left.")
        nodes = [node for node in browser.command("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
        named = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes}
        for role, name in named:
            if role in ("button", "combobox", "textbox", "checkbox", "link", "region"):
                self.assertNotEqual(name, "", role)
        controls = {("combobox", "Model"), ("textbox", "Text"), ("checkbox", "FEATS"), ("button", "JSON")}
        for expected in controls | {("region", "Labels"), ("group", "Examples"), ("group", "Show"), ("group", "Copy")}:
            self.assertIn(expected, named)
        self.assertEqual(browser.element("status").get_attribute("role"), "status")

    def test_colours_have_contrast(self) -> None:
        for scheme in ("light", "dark"):
            browser.media(prefers_color_scheme=scheme)
            for model, places in (
                ("en", ["body", "#status", "#about", "a", "button", "#text", "mark", ".label > bdi", ".stack > bdi", ".first"]),
                ("en-sentiment", [".scores th"]),
            ):
                browser.open(server, model, "Anna Berg sleeps.")
                for place in places:
                    self.assertGreaterEqual(self.contrast(place), 4.5, f"{place}, {scheme}")
            self.assertGreaterEqual(self.contrast("#text", "borderTopColor"), 3, scheme)
            browser.script("document.getElementById('status').className = 'error'")
            self.assertGreaterEqual(self.contrast("#status"), 4.5, scheme)

    def contrast(self, selector: str, colour: str = "color") -> float:
        """The least contrast of an element to what is behind it (WCAG 2), with any hue."""
        return browser.script(
            """
            const [selector, colour] = arguments;
            const channel = value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
            const luminance = text => {
              const [r, g, b] = text.match(/[\\d.]+/g).map(value => channel(value / 255));
              return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const clear = text => text === 'rgba(0, 0, 0, 0)';
            const behind = node => {
              while (clear(getComputedStyle(node).backgroundColor)) node = node.parentElement;
              return node;
            };
            const node = document.querySelector(selector);
            const back = behind(colour === 'color' ? node : node.parentElement);
            const mark = node.closest('mark');
            let least = Infinity;
            for (let hue = 0; hue < (mark ? 360 : 1); ++hue) {
              mark?.style.setProperty('--hue', hue);
              const values = [getComputedStyle(node)[colour], getComputedStyle(back).backgroundColor].map(luminance).sort();
              least = Math.min(least, (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05));
            }
            return least;
            """,
            selector,
            colour,
        )

    def test_nothing_is_wider_than_a_phone(self) -> None:
        browser.size(360, 700, mobile=True)
        texts = ["Anna Berg moved to Oslo in 2024. " * 3, "x" * 300, "a=b/c?" * 60, "https://example.org/" + "path/" * 60, "日本語" * 80]
        for model in ("en", "en-ner", "en-sentiment"):
            for text in texts:
                browser.open(server, model, text)
                self.assertLessEqual(self.page_width(), 360, f"{model}: {text[:20]}")
        browser.driver.get(server.url + "docs")
        self.assertLessEqual(self.page_width(), 360)

    def page_width(self) -> int:
        return browser.script(
            "return Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('#shown *')]"
            ".map(node => Math.floor(node.getBoundingClientRect().right)))"
        )

    def test_text_from_right_to_left_runs_so(self) -> None:
        browser.open(server, "en-ner", "سافرت ليلى إلى Oslo أمس.\nAnna Berg")
        directions = browser.script(
            "return [...document.querySelectorAll('.text')].map(line => getComputedStyle(line).direction)"
        )
        self.assertEqual(directions, ["rtl", "ltr"])
        self.assertEqual(browser.script("return getComputedStyle(document.getElementById('text')).direction"), "rtl")
        # The label stands to the left of its name, with a gap.
        gap = browser.script(
            "const mark = document.querySelector('mark'), name = document.createRange(); name.selectNode(mark.firstChild);"
            "return name.getBoundingClientRect().left - mark.querySelector('bdi').getBoundingClientRect().right"
        )
        self.assertGreater(gap, 2)

    def test_reduced_motion_moves_nothing(self) -> None:
        browser.media(prefers_reduced_motion="reduce")
        browser.open(server, "en", "Anna Berg sleeps.")
        moving = browser.script(
            "return [...document.querySelectorAll('*')].filter(node => { const style = getComputedStyle(node);"
            " return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'; }).length"
        )
        self.assertEqual(moving, 0)


class Colours(PageTest):
    names = ["", "O", "PER", "LOC", "MISC", "EVENT", "GPE-CITY", "WORK_OF_ART", "creative-work", "organization-sportsteam"]
    names += ["Ört", "名前", *("x" * size for size in (8, 9, 16, 17, 32, 33, 64, 65, 96, 97, 128))]

    def test_the_hue_of_a_type_is_that_of_the_programs(self) -> None:
        browser.driver.get(server.url)
        browser.until_labelled()
        hues = browser.awaited(
            "const page = await import('/page.js'); return given[0].map(page.hueOf)", self.names
        )
        self.assertEqual(hues, [xxhash.xxh3_64_intdigest(name.encode(), 1586682) % 360 for name in self.names])

    def test_the_hue_is_that_of_pages_that_tagger_tag_writes(self) -> None:
        command = [TAGGER, "tag", "-m", model_file("en-ner"), "--output-format", "html", "--quiet"]
        text = "Anna Berg left Oslo."
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode == 2:
            self.skipTest("this tagger writes no HTML")
        browser.open(server, "en-ner", text)
        hues = browser.script("return [...document.querySelectorAll('mark')].map(mark => mark.style.getPropertyValue('--hue'))")
        self.assertEqual(len(hues), 2)
        self.assertEqual(hues, re.findall(r"<mark style=\"--hue:(\d+)\"", done.stdout))


class Docs(PageTest):
    def test_every_operation_is_shown(self) -> None:
        with urllib.request.urlopen(server.url + "openapi.json") as answer:
            api = json.load(answer)
        methods = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
        expected = {
            f"{method.upper()} {path}" for path, item in api.get("paths", {}).items() for method in item if method in methods
        }
        browser.driver.get(server.url + "docs")
        browser.until(lambda: browser.text("api") != "", "it is read")
        titles = browser.script("return [...document.querySelectorAll('section > h2 > code')].map(title => title.textContent)")
        self.assertEqual(set(titles), expected)
        self.assertEqual(len(titles), len(expected))
        dangling = browser.script(
            "return [...document.querySelectorAll('a[href^=\"#\"]')].filter(link =>"
            " !document.getElementById(link.hash.slice(1))).length"
        )
        self.assertEqual(dangling, 0)

    def test_parameters_examples_and_schemas_are_shown(self) -> None:
        hostile = {
            "info": {"description": HOSTILE},
            "paths": {
                "/x/{id}": {
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                    "post": {
                        "summary": SCRIPT,
                        "requestBody": {
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/<s>"}, "example": {"a": HOSTILE}}}
                        },
                        "responses": {"200": {"description": "Fine"}, "400": {"$ref": "#/components/responses/bad"}},
                    },
                }
            },
            "components": {
                "responses": {"bad": {"description": "Malformed"}},
                "schemas": {"<s>": {"required": ["a"], "properties": {"a": {"type": "integer", "minimum": 2, "description": "An A"}}}},
            },
        }
        browser.before_page(f"window.fetch = async () => new Response(JSON.stringify({json.dumps(hostile)}));")
        browser.driver.get(server.url + "docs")
        browser.until(lambda: browser.text("api") != "", "it is read")
        text = browser.element("api").text
        for part in ("POST /x/{id}", "id path string yes", HOSTILE, SCRIPT, "Malformed", "a integer, 2 or more yes An A", "200 Fine"):
            self.assertIn(part, text)
        self.assertEqual(browser.driver.title, "API of Seqlab")
        self.assertEqual(browser.script("return document.querySelectorAll('img, body script, s').length"), 0)


if __name__ == "__main__":
    unittest.main()
