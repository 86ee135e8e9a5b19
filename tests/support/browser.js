// Which browsers there are, and how they are started.
import { env } from "node:process";

/** Debian's Chromium. */
export const CHROMIUM = env.CHROMIUM ?? "/usr/bin/chromium";

/** What Chromium needs to run without a screen and without reaching out. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Debian's Firefox. */
export const FIREFOX = env.FIREFOX ?? "/usr/bin/firefox-esr";

/** Debian's WebKit: the driver, and the browser it drives. */
export const WEBKIT_DRIVER = env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
export const WEBKIT = env.WEBKIT ?? "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
