import { expect, it } from "vitest";
import { deviceName } from "../../src/web/till/device.js";

it.each([
  ["Chrome (Android)", "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"],
  [
    "Samsung Internet (Android)",
    "Mozilla/5.0 (Linux; Android 14; SM-T500) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
  ],
  ["Safari (iPad)", "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Safari/604.1"],
  ["Chrome (iPhone)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Mobile/15E148 Safari/604.1"],
  ["Edge (Windows)", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0"],
  ["Firefox (Linux)", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"],
  ["Safari (Mac)", "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15"],
  ["Mixin (Android)", "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36 Mixin/2.2.0"],
  ["Chrome", "Chrome/126.0"],
  ["", "curl/8.5.0"],
  ["", ""],
])("a device is called “%s” by what its browser says", (name, userAgent) => {
  expect(deviceName(userAgent)).toBe(name);
});
