"""Makes the pictures of the page for the documentation: tools/page_test.sh --screenshots."""

import io

from browser import ROOT, Browser, Server, shipped_models
from PIL import Image

TEXT = (
    "Anna Berg moved from Oslo to Lisbon in March 2024. She leads a small team at Nokia, and on Sundays she plays the "
    "cello for the Gulbenkian Orchestra."
)
MOST_BYTES = 150_000


def save(browser: Browser, name: str) -> None:
    picture = Image.open(io.BytesIO(browser.driver.get_screenshot_as_png())).convert("RGB")
    file = ROOT / "docs" / "figures" / f"{name}.png"
    picture.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {picture.width} x {picture.height}, {size} bytes")
    if size > MOST_BYTES:
        raise SystemExit(f"{file} has more than {MOST_BYTES} bytes")


def fit(browser: Browser, width: int, mobile: bool = False) -> None:
    """Makes the window as high as the page."""
    browser.size(width, 100, mobile, 2)
    height = browser.script("return document.documentElement.scrollHeight")
    browser.size(width, height, mobile, 2)


def main() -> None:
    server = Server(*shipped_models())
    browser = Browser()
    try:
        for name, scheme, width, model, mobile in (
            ("page-light", "light", 900, "en", False),
            ("page-dark", "dark", 900, "en-ner", False),
            ("page-narrow", "light", 390, "en-ner", True),
        ):
            browser.fresh()
            browser.media(prefers_color_scheme=scheme)
            browser.size(width, 900, mobile, 2)
            browser.open(server, model, TEXT)
            fit(browser, width, mobile)
            save(browser, name)
    finally:
        browser.stop()
        server.stop()


if __name__ == "__main__":
    main()
