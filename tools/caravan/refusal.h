/* What the reasons of a refused row mean, in the language of the run: the server's own messages are
 * in English. */
#ifndef CARAVAN_REFUSAL_H
#define CARAVAN_REFUSAL_H

/* NULL: the message says it. */
const char *refusal_meaning(const char *reason);

/* The field that a reason is about, where a refusal names none, as a path from the request; or "".
 */
const char *refusal_field(const char *reason);

#endif
