#include "scan/scan_bytes.h"

/* Which fields are not zero, then those, then the texts. The order is that of the files: only ever
 * add at the end. */
enum {
    STEP,
    OUTCOME,
    ODD,
    OFFSET,
    OCCUR,
    RECEIVED, /* after it occurred */
    SKEW,     /* by which the time was corrected */
    CHUTE,
    BAG,
    BAG_PREFECTURE,
    PLAN,
    PREFECTURE,
    NOT_SERVED,
    GRAMS,
    LENGTH,
    WIDTH,
    HEIGHT,
    OTHER,
    RETRACTS_READER,
    RETRACTS_NUMBER,
    NUMBERS,
    TEXTS = 7,
};

#define TEXT_MAX SCAN_RAW_MAX

static void numbers_of(const struct scan_kept *kept, int64_t numbers[NUMBERS])
{
    const struct parcel_event *event = &kept->event;

    numbers[STEP] = event->step;
    numbers[OUTCOME] = kept->outcome;
    numbers[ODD] = event->odd;
    numbers[OFFSET] = kept->offset_minutes;
    numbers[OCCUR] = kept->occur_us;
    numbers[RECEIVED] = kept->received_us - kept->occur_us;
    numbers[SKEW] = event->at_us - kept->occur_us;
    numbers[CHUTE] = event->chute_no;
    numbers[BAG] = event->bag_no;
    numbers[BAG_PREFECTURE] = event->bag_prefecture_no;
    numbers[PLAN] = event->plan_no;
    numbers[PREFECTURE] = event->prefecture_no;
    numbers[NOT_SERVED] = event->not_served;
    numbers[GRAMS] = event->grams;
    numbers[LENGTH] = kept->mm[0];
    numbers[WIDTH] = kept->mm[1];
    numbers[HEIGHT] = kept->mm[2];
    numbers[OTHER] = event->other_no;
    numbers[RETRACTS_READER] = event->retracts_reader_no;
    numbers[RETRACTS_NUMBER] = event->retracts_number;
}

static uint8_t *put_text(uint8_t *at, struct cv_slice text)
{
    size_t len = text.len < TEXT_MAX ? text.len : TEXT_MAX;

    if (len == 0)
        return at;
    *at++ = (uint8_t)len;
    memcpy(at, text.at, len);
    return at + len;
}

size_t scan_put(uint8_t to[SCAN_BYTES_MAX], const struct scan_kept *kept)
{
    const struct cv_slice *texts[TEXTS] = {
        &kept->chute, &kept->bag,       &kept->destination_key, &kept->reason,
        &kept->raw,   &kept->other_raw, &kept->retracts_reader};
    int64_t numbers[NUMBERS];
    uint64_t mask = 0;
    uint8_t *at;

    numbers_of(kept, numbers);
    for (size_t i = 0; i < NUMBERS; i++)
        mask |= (uint64_t)(numbers[i] != 0) << i;
    for (size_t i = 0; i < TEXTS; i++)
        mask |= (uint64_t)(texts[i]->len > 0) << (NUMBERS + i);
    at = varint_put(to, mask);
    for (uint64_t left = mask & ((1u << NUMBERS) - 1); left != 0; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);

        at = varint_put(at, i == OFFSET || i == RECEIVED || i == SKEW ? zigzag(numbers[i])
                                                                      : (uint64_t)numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++)
        at = put_text(at, *texts[i]);
    return (size_t)(at - to);
}

static bool get_text(struct cv_slice *bytes, struct cv_slice *text)
{
    if (bytes->len == 0 || bytes->at[0] == 0 || bytes->at[0] >= bytes->len)
        return false;
    *text = (struct cv_slice){bytes->at + 1, bytes->at[0]};
    bytes->at += 1 + text->len;
    bytes->len -= 1 + text->len;
    return true;
}

static void take_numbers(const int64_t numbers[NUMBERS], struct scan_kept *kept)
{
    struct parcel_event *event = &kept->event;

    event->step = numbers[STEP];
    kept->outcome = numbers[OUTCOME];
    event->odd = numbers[ODD];
    kept->offset_minutes = numbers[OFFSET];
    kept->occur_us = numbers[OCCUR];
    kept->received_us = numbers[OCCUR] + numbers[RECEIVED];
    event->at_us = numbers[OCCUR] + numbers[SKEW];
    event->chute_no = numbers[CHUTE];
    event->bag_no = numbers[BAG];
    event->bag_prefecture_no = numbers[BAG_PREFECTURE];
    event->plan_no = numbers[PLAN];
    event->prefecture_no = numbers[PREFECTURE];
    event->not_served = numbers[NOT_SERVED] != 0;
    event->grams = numbers[GRAMS];
    kept->mm[0] = numbers[LENGTH];
    kept->mm[1] = numbers[WIDTH];
    kept->mm[2] = numbers[HEIGHT];
    event->other_no = numbers[OTHER];
    event->retracts_reader_no = numbers[RETRACTS_READER];
    event->retracts_number = numbers[RETRACTS_NUMBER];
}

bool scan_get(struct cv_slice bytes, struct scan_kept *kept)
{
    struct cv_slice *texts[TEXTS] = {&kept->chute,          &kept->bag, &kept->destination_key,
                                     &kept->reason,         &kept->raw, &kept->other_raw,
                                     &kept->retracts_reader};
    int64_t numbers[NUMBERS] = {0};
    uint64_t mask;

    if (!varint_get(&bytes, &mask) || mask >> (NUMBERS + TEXTS) != 0)
        return false;
    for (uint64_t left = mask & ((1u << NUMBERS) - 1); left != 0; left &= left - 1) {
        size_t i = (size_t)__builtin_ctzll(left);
        uint64_t value;

        if (!varint_get(&bytes, &value))
            return false;
        numbers[i] = i == OFFSET || i == RECEIVED || i == SKEW ? unzigzag(value) : (int64_t)value;
    }
    if (numbers[STEP] <= STEP_NONE || numbers[STEP] >= STEP_COUNT || numbers[ODD] >= ODD_COUNT)
        return false;
    take_numbers(numbers, kept);
    for (size_t i = 0; i < TEXTS; i++) {
        *texts[i] = (struct cv_slice){NULL, 0};
        if ((mask >> (NUMBERS + i) & 1) != 0 && !get_text(&bytes, texts[i]))
            return false;
    }
    return bytes.len == 0;
}

static bool same_text(struct cv_slice a, struct cv_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* What was not there may have been made since: then one was kept as a text, the other as a number.
 */
static bool same_place(int64_t a_no, struct cv_slice a, int64_t b_no, struct cv_slice b)
{
    return (a.len > 0) != (b.len > 0) || (a_no == b_no && same_text(a, b));
}

bool scan_same(const struct scan_kept *a, const struct scan_kept *b)
{
    return a->event.step == b->event.step && a->parcel_no == b->parcel_no &&
           a->event.other_no == b->event.other_no && a->occur_us == b->occur_us &&
           a->offset_minutes == b->offset_minutes && a->event.grams == b->event.grams &&
           a->event.plan_no == b->event.plan_no && memcmp(a->mm, b->mm, sizeof(a->mm)) == 0 &&
           same_text(a->destination_key, b->destination_key) && same_text(a->reason, b->reason) &&
           same_place(a->event.chute_no, a->chute, b->event.chute_no, b->chute) &&
           same_place(a->event.bag_no, a->bag, b->event.bag_no, b->bag) &&
           a->event.retracts_number == b->event.retracts_number &&
           same_place(a->event.retracts_reader_no, a->retracts_reader, b->event.retracts_reader_no,
                      b->retracts_reader);
}
