/* Chance that can be thrown again: the same number leads to the same throws. Begin it with small
 * numbers as they are: of two that lie a multiple of its step apart, one throws what the other
 * does, only later. */
#ifndef TESTS_SUPPORT_DICE_H
#define TESTS_SUPPORT_DICE_H

#include <stdint.h>

/* From 0 to sides - 1. */
static inline int dice_roll(uint64_t *dice, int sides)
{
    uint64_t z = *dice += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int)((z ^ (z >> 31)) % (uint64_t)sides);
}

#endif
