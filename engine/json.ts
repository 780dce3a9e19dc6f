/** Any value that survives a trip through JSON. Event properties and attributes hold nothing else. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
