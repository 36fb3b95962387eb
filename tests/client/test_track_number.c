/* What a number may be of, by its form. */
#include "track_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void forms_tell_what_a_number_is_of(void **state)
{
    static const struct {
        const char *text;
        const char *kinds;
        const char *looked_for;
    } CASES[] = {
        {"CSQU3054383", "box", "CSQU3054383"},
        {"csqu 305438-3", "box", "csqu 305438-3"},
        {"CSQA3054383", "trip consignment", "CSQA3054383"}, /* no container ends its owner so */
        {"RN473124829GB", "parcel", "RN473124829GB"},
        {"SF1234567890123", "parcel", "SF1234567890123"},
        {"106141412345678908", "parcel", "106141412345678908"},
        {"5200101", "wagon trip consignment", "5200101"},
        {"21 81 2471 217-3", "wagon parcel", "21 81 2471 217-3"},
        {"7800000000001", "parcel", "7800000000001"},
        {"X9101", "trip consignment", "X9101"},
        {"n-2025-7", "trip consignment", "n-2025-7"},
        {"boxes/csqu3054383", "box", "csqu3054383"},
        {"consignments/n1", "consignment", "n1"},
        {"corridors/way/trips/t1", "trip", "way/trips/t1"},
        {"way/t1", "trip", "way/t1"},
    };
    struct cv_arena arena;

    (void)state;
    cv_arena_init(&arena, 65536);
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct track_number number;
        const char *kinds = "";

        assert_true(track_number_read(CASES[i].text, &arena, &number));
        for (size_t k = 0; k < number.kind_count; k++)
            kinds = cv_arena_printf(&arena, "%s%s%s", kinds, k == 0 ? "" : " ",
                                    TRACK_KIND_NAMES[number.kinds[k]]);
        assert_string_equal(kinds, CASES[i].kinds);
        assert_string_equal(number.text, CASES[i].looked_for);
    }
    cv_arena_release(&arena);
}

static void some_numbers_say_whose_they_are(void **state)
{
    static const char *const CASES[][2] = {
        {"RN473124829GB", "ems"},       {"SF1234567890123", "sf"}, {"YT1234567890123", "yto"},
        {"106141412345678908", "sscc"}, {"JD0123456789A", "jd"},   {"JT1234567890123", "jtexpress"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++)
        assert_string_equal(track_number_carrier(CASES[i][0]), CASES[i][1]);
    assert_null(track_number_carrier("7800000000001"));
    assert_null(track_number_carrier("SF1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_tell_what_a_number_is_of),
        cmocka_unit_test(some_numbers_say_whose_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
