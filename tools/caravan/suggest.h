/* What is allowed, for a name that is not. */
#ifndef CARAVAN_SUGGEST_H
#define CARAVAN_SUGGEST_H

#include "base/arena.h"
#include "text.h"

/* "did you mean \"title\"? There are: title, state, etag and 12 more"; "" when out of memory. */
const char *suggest(const char *word, text_names *names, const void *arg, struct cv_arena *arena);

#endif
