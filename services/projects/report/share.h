/* How large each of several amounts is of all of them, in whole basis points that add up to 10000:
 * largest remainder, the earlier one first when they are equal.
 *
 * Knows neither SQL nor protobuf. */
#ifndef PROJECTS_SHARE_H
#define PROJECTS_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHARE_WHOLE 10000 /* basis points */

struct share {
    __int128 amount; /* the caller's; fits in 64 bits */
    int32_t bp;      /* the answer */
    __int128 rest;   /* private, as what follows */
    size_t index;
};

/* A minor unit below zero is what dividing left over (breakdown.h), and taken for nothing. False,
 * and all bp 0: one is less than that, or all of them are nothing. */
bool shares_make(struct share *shares, size_t count);

#endif
