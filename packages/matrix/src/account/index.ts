export { createAccountApi } from "./accountApi.ts";
