// Numbers for Prometheus: requests by route and status, times, the queue, groups, items. Nothing of who asks or of data.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Work } from "../calls.ts";

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** The server's measures. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Counter;
  private readonly seconds: Histogram;
  private readonly groups: Histogram;
  private readonly items: Counter;
  private readonly replaced: Counter;

  /** `state` tells the length of the queue and how many threads are at work. */
  constructor(state: { readonly waiting: () => number; readonly working: () => number }) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Counter({
      name: "vaekit_http_requests_total",
      help: "Requests by route and status",
      labelNames: ["method", "route", "status"],
      registers,
    });
    this.seconds = new Histogram({
      name: "vaekit_http_request_seconds",
      help: "Time from the head of a request to its answer",
      labelNames: ["route"],
      buckets: SECONDS,
      registers,
    });
    this.groups = new Histogram({
      name: "vaekit_batch_requests",
      help: "Requests that were run together",
      labelNames: ["model", "verb"],
      buckets: SIZES,
      registers,
    });
    this.items = new Counter({
      name: "vaekit_items_total",
      help: "Items that were encoded, decoded, drawn, scored or filled",
      labelNames: ["model", "verb"],
      registers,
    });
    this.replaced = new Counter({
      name: "vaekit_threads_replaced_total",
      help: "Threads that ended over their work and were replaced",
      registers,
    });
    for (const [name, help, value] of [
      ["vaekit_queue_length", "Requests that wait for a thread", state.waiting],
      ["vaekit_threads_working", "Threads that are at work", state.working],
    ] as const) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    }
  }

  /** Counts an answered request. */
  request(method: string, route: string, status: number, milliseconds: number): void {
    this.requests.inc({ method, route, status: String(status) });
    this.seconds.observe({ route }, milliseconds / 1000);
  }

  /** Counts a group of requests that were run together. */
  group({ model, verb }: Work, calls: number, items: number): void {
    this.groups.observe({ model, verb }, calls);
    this.items.inc({ model, verb }, items);
  }

  /** Counts a thread that was replaced. */
  thread(): void {
    this.replaced.inc();
  }

  /** All measures as text, and its media type. */
  async text(): Promise<{ readonly text: string; readonly type: string }> {
    return { text: await this.registry.metrics(), type: this.registry.contentType };
  }
}
