export { createMatrixSession } from "./matrixSession.ts";
