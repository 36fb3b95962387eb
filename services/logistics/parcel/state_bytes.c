#include "parcel/state_bytes.h"

#define FIELDS (sizeof(struct parcel_state) / sizeof(int64_t))

_Static_assert(FIELDS <= 63, "a bit for each field");
_Static_assert(offsetof(struct parcel_state, last_step) == PARCEL_STATE_TIMES * sizeof(int64_t),
               "the times come first");

/* Which fields are not zero, then those: times as distances from the first. */
size_t state_put(uint8_t *to, const struct parcel_state *state)
{
    int64_t fields[FIELDS];
    uint64_t mask = 0;
    uint8_t *at = to;

    memcpy(fields, state, sizeof(fields));
    for (size_t i = 0; i < FIELDS; i++)
        mask |= (uint64_t)(fields[i] != 0) << i;
    at = varint_put(at, mask);
    for (uint64_t left = mask; left != 0; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        int64_t base = i > 0 && i < PARCEL_STATE_TIMES ? state->first_us : 0;

        at = varint_put(at, zigzag(fields[i] - base));
    }
    return (size_t)(at - to);
}

bool state_get(struct cv_slice bytes, struct parcel_state *state)
{
    int64_t fields[FIELDS] = {0};
    uint64_t mask;

    if (!varint_get(&bytes, &mask) || mask >> FIELDS != 0)
        return false;
    for (uint64_t left = mask; left != 0; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        uint64_t value;

        if (!varint_get(&bytes, &value))
            return false;
        fields[i] = unzigzag(value) + (i > 0 && i < PARCEL_STATE_TIMES ? fields[0] : 0);
    }
    memcpy(state, fields, sizeof(fields));
    return bytes.len == 0 && state->place >= PARCEL_UNKNOWN && state->place <= PARCEL_MERGED;
}
