"""A service with models, and a browser that shows its page."""

import os
import shutil
import subprocess
import urllib.parse
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parents[2]
TAGGER = Path(os.environ.get("SEQLAB_TAGGER", ROOT / "build/release/tagger/tagger")).resolve()
SHIPPED = ["en", "en-ner", "en-pos", "en-sentiment"]

# Not a limit that a test is about: what never comes is an error after this time.
PATIENCE = 60


def model_file(name: str) -> Path:
    return ROOT / "models" / f"{name}.model"


class Server:
    """tagger serve at a free port; its address is `url`."""

    def __init__(self, *options: str | Path) -> None:
        command = [str(part) for part in (TAGGER, "serve", "--port", "0", *options)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        ready = self.process.stderr.readline()
        if '"ready"' not in ready:
            self.stop()
            raise RuntimeError(f"the service does not start: {ready}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate()


def shipped_models() -> list[str | Path]:
    return [part for name in SHIPPED for part in ("-m", model_file(name))]


class Browser:
    """Chromium, with the page of a service."""

    def __init__(self) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = os.environ.get("SEQLAB_CHROMIUM") or shutil.which("chromium")
        for argument in ("--headless=new", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1100,900"):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = os.environ.get("SEQLAB_CHROMEDRIVER") or shutil.which("chromedriver")
        self.driver = webdriver.Chrome(options=options, service=Service(driver))
        self.driver.set_script_timeout(PATIENCE)
        self._before: list[str] = []

    def stop(self) -> None:
        self.driver.quit()

    def fresh(self) -> None:
        """Leaves the page, with all that was set for it."""
        self.driver.get("about:blank")
        for script in self._before:
            self.command("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        self._before = []
        self.command("Emulation.setEmulatedMedia", features=[])
        self.command("Emulation.clearDeviceMetricsOverride")
        self.driver.get_log("browser")

    def command(self, name: str, **parameters: object) -> dict:
        return self.driver.execute_cdp_cmd(name, parameters)

    def media(self, **features: str) -> None:
        """media(prefers_color_scheme="dark")"""
        pairs = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.command("Emulation.setEmulatedMedia", features=pairs)

    def size(self, width: int, height: int, mobile: bool = False, scale: float = 1) -> None:
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=mobile)

    def before_page(self, script: str) -> None:
        """Runs a script before those of the next pages."""
        self._before.append(self.command("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"])

    def script(self, source: str, *arguments: object) -> object:
        return self.driver.execute_script(source, *arguments)

    def awaited(self, source: str, *arguments: object) -> object:
        """The result of the body of an async function. Its arguments are in `given`."""
        wrapped = (
            "const given = [...arguments]; const done = given.pop();"
            f"(async () => {{ {source} }})().then(value => done([value]), error => done(String(error)));"
        )
        result = self.driver.execute_async_script(wrapped, *arguments)
        if not isinstance(result, list):
            raise RuntimeError(result)
        return result[0]

    def until(self, condition: object, what: str) -> None:
        WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: condition(), what)

    def element(self, name: str) -> object:
        return self.driver.find_element(By.ID, name)

    def value(self, name: str) -> str:
        return self.script("return document.getElementById(arguments[0]).value", name)

    def text(self, name: str) -> str:
        return self.script("return document.getElementById(arguments[0]).textContent", name)

    def visible(self, name: str) -> bool:
        return self.element(name).is_displayed()

    def open(self, server: Server, model: str, text: str) -> None:
        """Opens the page with a model and a text, and waits for the labels."""
        fragment = f"#model={model}&text={urllib.parse.quote(text, safe='')}"
        self.driver.get("about:blank")
        self.driver.get(server.url + fragment)
        self.until_labelled()

    def put(self, text: str) -> None:
        """Pastes a text in place of the old one."""
        self.script(
            "const area = document.getElementById('text'); area.value = arguments[0];"
            "area.dispatchEvent(new Event('input', {bubbles: true}));",
            text,
        )

    def until_labelled(self) -> None:
        self.until(lambda: self.visible("copies"), "labels are shown")

    def until_shown(self, text: str) -> None:
        self.until(lambda: self.shown_text() == text, f"{text!r} is shown")

    def shown_text(self) -> str:
        """The text in the results without what is shown of labels."""
        return self.script(
            "const copy = document.getElementById('shown').cloneNode(true);"
            "copy.querySelectorAll('bdi').forEach(label => label.remove());"
            "return [...copy.children].map(line => line.textContent).join('\\n');"
        )

    def marks(self) -> list[dict]:
        """The marks in the results: text, label, confidence, and where they begin, in UTF-16 units of each line."""
        return self.script(
            """
            const plain = node => node.nodeType === 3 ? node.data
              : node.nodeName === 'BDI' ? '' : [...node.childNodes].map(plain).join('');
            const before = (node, line) => {
              const range = document.createRange();
              range.setStart(line, 0);
              range.setEndBefore(node);
              return plain(range.cloneContents());
            };
            return [...document.querySelectorAll('#shown mark')].map(mark => ({
              text: plain(mark),
              label: mark.querySelector(':scope > .label > bdi')?.firstChild.data ?? null,
              confidence: mark.querySelector(':scope > .label > bdi > .sure')?.textContent ?? null,
              start: before(mark, mark.closest('p')).length,
            }));
            """
        )

    def log(self) -> list[dict]:
        return self.driver.get_log("browser")
