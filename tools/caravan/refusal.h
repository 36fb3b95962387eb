/* What the reasons of a refused row mean, in the language of the run: the server's own messages are
 * in English. */
#ifndef CARAVAN_REFUSAL_H
#define CARAVAN_REFUSAL_H

/* NULL: the message says it. */
const char *refusal_meaning(const char *reason);

#endif
