import { connect } from "node:net";
import { percentile } from "./figures.js";
import { processorMs } from "./proc.js";

const CONNECTIONS = 16;
const WARM_UP_MS = 1_000;
const MEASURED_MS = 3_000;

export interface LoadFigures {
  perSecond: number;
  /** Processor time of the server's process for one request, milliseconds. */
  processorMs: number;
  /** What 99 of 100 requests do not take longer than, while as many are asked at once as there are connections. */
  p99Ms: number;
}

/** What is asked instead of the page, and how an answer has to be. */
export interface Asking {
  /** The whole request, another one for each number. */
  request(n: number): string;
  /** A part of every answer. */
  says: string;
}

/** How many times a second a page can be had over a few kept connections. Lean on purpose: it shares the processor. */
export async function load(page: string, serverPid: number, asking?: Asking): Promise<LoadFigures> {
  const { hostname, port, pathname, host } = new URL(page);
  const usual = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept-language: en\r\n\r\n`;
  let asked = 0;
  const next = () => asking?.request(asked++) ?? usual;
  let done = 0;
  const times: number[] = [];
  let failure: Error | null = null;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(Number(port), hostname === "localhost" ? "127.0.0.1" : hostname);
    let answer = "";
    let sentAt = 0;
    const ask = () => {
      sentAt = performance.now();
      socket.write(next());
    };
    socket.setEncoding("latin1");
    socket.on("connect", ask);
    socket.on("error", (error) => (failure ??= error));
    socket.on("data", (text: string) => {
      answer += text;
      if (!isWhole(answer)) return;
      const isRight = answer.startsWith("HTTP/1.1 200") && answer.includes(asking?.says ?? "");
      if (!isRight) failure ??= new Error(`${page}: ${answer.slice(0, 600)}`);
      answer = "";
      done += 1;
      times.push(performance.now() - sentAt);
      ask();
    });
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const before = done;
  const usedBefore = processorMs(serverPid);
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, MEASURED_MS));
  const requests = done - before;
  const perSecond = (requests / (performance.now() - start)) * 1000;
  const used = processorMs(serverPid) - usedBefore;
  for (const socket of sockets) socket.destroy();
  if (failure) throw failure as Error;
  const p99Ms = percentile(times.slice(before, before + requests), 0.99);
  return { perSecond, processorMs: used / requests, p99Ms };
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end + 2))?.[1];
  return length === undefined ? answer.endsWith("\r\n0\r\n\r\n") : answer.length >= end + 4 + Number(length);
}
