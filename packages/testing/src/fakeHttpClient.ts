import { CallError, type HttpClient, type HttpRequest, type HttpResponse } from "@confab/core";

type Route = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** Answers what the test has routed; anything else, and everything while offline, gets no answer. */
export interface FakeHttpClient extends HttpClient {
  /** Every request so far, oldest first. */
  readonly requests: readonly HttpRequest[];
  offline: boolean;
  /** Replaces an earlier route for the same method and URL. */
  route(method: HttpRequest["method"], url: string, answer: Route): void;
}

export function createFakeHttpClient(): FakeHttpClient {
  const routes = new Map<string, Route>();
  const requests: HttpRequest[] = [];
  return {
    requests,
    offline: false,
    route(method, url, answer) {
      routes.set(`${method} ${url}`, answer);
    },
    async request(request) {
      requests.push(request);
      const answer = routes.get(`${request.method} ${request.url}`);
      if (this.offline || answer === undefined) throw new CallError("NETWORK");
      return await answer(request);
    },
  };
}
