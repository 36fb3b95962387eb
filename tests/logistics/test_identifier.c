/* Numbers and codes: every check digit, every shape, and what a refusal says. */
#include "identifier/country.h"
#include "identifier/identifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *reads(enum identifier_kind kind, const char *text)
{
    static struct identifier identifier;

    if (!identifier_read(kind, text, &identifier))
        fail_msg("'%s': %s", text, identifier.problem);
    return identifier.text;
}

static void reads_as(enum identifier_kind kind, const char *text, const char *want)
{
    assert_string_equal(reads(kind, text), want);
}

/* Refused, and the problem says this. */
static void refuses(enum identifier_kind kind, const char *text, const char *says)
{
    struct identifier identifier;

    if (identifier_read(kind, text, &identifier))
        fail_msg("'%s' was taken", text);
    if (strstr(identifier.problem, says) == NULL)
        fail_msg("'%s': %s", text, identifier.problem);
}

static enum identifier_warning warning_of(enum identifier_kind kind, const char *text)
{
    struct identifier identifier;

    assert_true(identifier_read(kind, text, &identifier));
    return identifier.warning;
}

/* Each digit in turn is every other digit: each time refused. */
static void every_wrong_digit_is_found(enum identifier_kind kind, const char *text)
{
    struct identifier identifier;
    char wrong[IDENTIFIER_MAX + 1];

    for (size_t i = 0; text[i] != '\0'; i++) {
        (void)strcpy(wrong, text);
        for (char digit = '0'; text[i] >= '0' && text[i] <= '9' && digit <= '9'; digit++) {
            wrong[i] = digit;
            if (identifier_read(kind, wrong, &identifier) != (digit == text[i]))
                fail_msg("%s for %s", wrong, text);
        }
    }
}

static void boxes_have_the_check_digit_of_iso_6346(void **state)
{
    (void)state;
    (void)reads(IDENTIFIER_BOX, "CSQU3054383");
    (void)reads(IDENTIFIER_BOX, "ZEPU0037255");
    (void)reads(IDENTIFIER_BOX, "APZU4812090");
    refuses(IDENTIFIER_BOX, "CSQU3054384", "its check digit would be 3, not 4");
    refuses(IDENTIFIER_BOX, "MSCU6639871", "its check digit would be 0, not 1");
    refuses(IDENTIFIER_BOX, "CSQX3054383", "U, J or Z");
    refuses(IDENTIFIER_BOX, "CSQU305438", "seven digits");
    refuses(IDENTIFIER_BOX, "CSQU30543833", "seven digits");
    refuses(IDENTIFIER_BOX, "", "seven digits");
}

static void a_box_whose_remainder_is_10_is_taken_with_a_warning(void **state)
{
    (void)state;
    reads_as(IDENTIFIER_BOX, "TBJU0000080", "TBJU0000080");
    assert_int_equal(warning_of(IDENTIFIER_BOX, "TBJU0000080"), IDENTIFIER_CHECK_TEN);
    assert_int_equal(warning_of(IDENTIFIER_BOX, "CSQU3054383"), IDENTIFIER_NO_WARNING);
    assert_non_null(identifier_warning_text(IDENTIFIER_CHECK_TEN));
    assert_null(identifier_warning_text(IDENTIFIER_NO_WARNING));
}

static void a_size_and_type_has_four_characters(void **state)
{
    (void)state;
    (void)reads(IDENTIFIER_SIZE_TYPE, "22G1");
    (void)reads(IDENTIFIER_SIZE_TYPE, "45R1");
    refuses(IDENTIFIER_SIZE_TYPE, "22G", "22G1");
    refuses(IDENTIFIER_SIZE_TYPE, "92G1", "22G1");
    refuses(IDENTIFIER_SIZE_TYPE, "2201", "22G1");
}

static void uic_wagons_have_twelve_digits_and_the_check_digit_of_luhn(void **state)
{
    (void)state;
    reads_as(IDENTIFIER_UIC_WAGON, "21 81 2471 217-3", "218124712173");
    (void)reads(IDENTIFIER_UIC_WAGON, "31 81 665 0 286-0");
    (void)reads(IDENTIFIER_UIC_WAGON, "33 70 7899 047-6");
    (void)reads(IDENTIFIER_UIC_WAGON, "37 84 4667 019-2");
    refuses(IDENTIFIER_UIC_WAGON, "218124712174", "its check digit would be 3, not 4");
    refuses(IDENTIFIER_UIC_WAGON, "5201234", "twelve digits");
    every_wrong_digit_is_found(IDENTIFIER_UIC_WAGON, "218124712173");
}

static void what_luhn_cannot_find_is_not_found(void **state)
{
    (void)state;
    /* Of two neighbours only 09 and 90 look the same. */
    reads_as(IDENTIFIER_UIC_WAGON, "337078990476", "337078990476");
    (void)reads(IDENTIFIER_UIC_WAGON, "337078909476");
}

static void chinese_wagons_have_seven_digits_and_no_check_digit(void **state)
{
    char number[] = "5201230";

    (void)state;
    for (number[6] = '0'; number[6] <= '9'; number[6]++)
        (void)reads(IDENTIFIER_CHINA_WAGON, number);
    refuses(IDENTIFIER_CHINA_WAGON, "520123", "seven digits");
    refuses(IDENTIFIER_CHINA_WAGON, "52012345", "seven digits");
    refuses(IDENTIFIER_CHINA_WAGON, "218124712173", "seven digits");
}

static void sscc_have_eighteen_digits_and_the_check_digit_of_gs1(void **state)
{
    (void)state;
    (void)reads(IDENTIFIER_SSCC, "106141412345678908");
    (void)reads(IDENTIFIER_SSCC, "000123456000000005");
    (void)reads(IDENTIFIER_SSCC, "376104250021234569");
    reads_as(IDENTIFIER_SSCC, "00106141412345678908", "106141412345678908");
    reads_as(IDENTIFIER_SSCC, "(00)1 0614141 234567890 8", "106141412345678908");
    refuses(IDENTIFIER_SSCC, "106141412345678909", "its check digit would be 8, not 9");
    refuses(IDENTIFIER_SSCC, "10614141234567890", "eighteen digits");
    refuses(IDENTIFIER_SSCC, "(01)106141412345678908", "letters, digits");
    every_wrong_digit_is_found(IDENTIFIER_SSCC, "106141412345678908");
    /* Neighbours that differ by five may change places unseen. */
    (void)reads(IDENTIFIER_SSCC, "101641412345678908");
}

static void gtin_of_all_lengths_are_written_with_14_digits(void **state)
{
    (void)state;
    reads_as(IDENTIFIER_GTIN, "6291041500213", "06291041500213");
    reads_as(IDENTIFIER_GTIN, "00614141123452", "00614141123452");
    reads_as(IDENTIFIER_GTIN, "614141123452", "00614141123452");
    reads_as(IDENTIFIER_GTIN, "96385074", "00000096385074");
    refuses(IDENTIFIER_GTIN, "6291041500214", "its check digit would be 3, not 4");
    refuses(IDENTIFIER_GTIN, "62910415002", "8, 12, 13 or 14 digits");
    refuses(IDENTIFIER_GTIN, "629104150021300", "8, 12, 13 or 14 digits");
    (void)reads(IDENTIFIER_GLN, "6291041500213");
    refuses(IDENTIFIER_GLN, "00614141123452", "thirteen digits");
    refuses(IDENTIFIER_GLN, "6291041500214", "its check digit would be 3, not 4");
}

static void postal_numbers_have_the_check_digit_of_s10(void **state)
{
    (void)state;
    (void)reads(IDENTIFIER_S10, "RN473124829GB");
    (void)reads(IDENTIFIER_S10, "RA123456785GB");
    (void)reads(IDENTIFIER_S10, "CP000000080CN"); /* 10 is written 0 */
    (void)reads(IDENTIFIER_S10, "CP000000005CN"); /* 11 is written 5 */
    refuses(IDENTIFIER_S10, "RA123456784GB", "its check digit would be 5, not 4");
    refuses(IDENTIFIER_S10, "CP000000085CN", "its check digit would be 0, not 5");
    refuses(IDENTIFIER_S10, "JA123456785GB", "not J");
    refuses(IDENTIFIER_S10, "RA123456785XX", "country of ISO 3166-1");
    refuses(IDENTIFIER_S10, "RA12345678GB", "nine digits");
    every_wrong_digit_is_found(IDENTIFIER_S10, "RN473124829GB");
}

static void a_locodes_status_says_whether_there_is_such_a_code(void **state)
{
    static const char *const VALID[] = {"AA", "AC", "AF", "AI", "AM", "AQ", "AS",
                                        "QQ", "RL", "RN", "RQ", "UR", "ai"};
    struct identifier status;

    (void)state;
    for (size_t i = 0; i < sizeof(VALID) / sizeof(VALID[0]); i++) {
        assert_true(locode_status_read(VALID[i], &status));
        assert_int_equal(status.warning, IDENTIFIER_NO_WARNING);
    }
    assert_true(locode_status_read("XX", &status));
    assert_int_equal(status.warning, IDENTIFIER_LEAVES);
    assert_non_null(identifier_warning_text(IDENTIFIER_LEAVES));
    assert_false(locode_status_read("RR", &status));
    assert_non_null(strstr(status.problem, "rejected"));
    assert_false(locode_status_read("ZZ", &status));
    assert_false(locode_status_read("A", &status));
    assert_false(locode_status_read("", &status));
}

static void a_locode_has_its_form_and_a_country(void **state)
{
    (void)state;
    (void)reads(IDENTIFIER_UNLOCODE, "FRPAR");
    reads_as(IDENTIFIER_UNLOCODE, "cn kmg", "CNKMG");
    (void)reads(IDENTIFIER_UNLOCODE, "US2NA");
    (void)reads(IDENTIFIER_UNLOCODE, "NAWDH"); /* Namibia is not nothing */
    refuses(IDENTIFIER_UNLOCODE, "FRPA0", "2 to 9");
    refuses(IDENTIFIER_UNLOCODE, "FRP1R", "2 to 9");
    refuses(IDENTIFIER_UNLOCODE, "FRPARI", "2 to 9");
    refuses(IDENTIFIER_UNLOCODE, "XXPAR", "country of ISO 3166-1");
}

static void there_are_249_countries(void **state)
{
    unsigned count = 0;
    char code[3] = "";

    (void)state;
    for (code[0] = 'A'; code[0] <= 'Z'; code[0]++) {
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
            count += country_exists(code);
    }
    assert_int_equal(count, 249);
    (void)reads(IDENTIFIER_COUNTRY, "la");
    refuses(IDENTIFIER_COUNTRY, "UK", "country of ISO 3166-1");
    refuses(IDENTIFIER_COUNTRY, "C", "country of ISO 3166-1");
}

static void goods_codes_keep_their_leading_zero(void **state)
{
    (void)state;
    (void)reads(IDENTIFIER_HS, "851713");
    reads_as(IDENTIFIER_HS, "0702.00", "070200");
    (void)reads(IDENTIFIER_HS, "06031100");
    (void)reads(IDENTIFIER_HS, "0603110090");
    refuses(IDENTIFIER_HS, "70200", "6, 8 or 10 digits");
    refuses(IDENTIFIER_HS, "7020000", "6, 8 or 10 digits");
    refuses(IDENTIFIER_HS, "770100", "not 77");
    refuses(IDENTIFIER_HS, "000100", "01 to 97");
    refuses(IDENTIFIER_HS, "980100", "01 to 97");
    assert_int_equal(hs_chapter("070200"), 7);
    assert_int_equal(hs_chapter("970200"), 97);
}

static void organisations_have_the_check_character_of_gb_32100(void **state)
{
    (void)state;
    reads_as(IDENTIFIER_USCC, "91110000600037341l", "91110000600037341L");
    refuses(IDENTIFIER_USCC, "911100006000373411", "its check character would be L, not 1");
    refuses(IDENTIFIER_USCC, "9111000060003734I", "18 digits");
    refuses(IDENTIFIER_USCC, "9111000060003734IL", "without I, O, S, V and Z");
    every_wrong_digit_is_found(IDENTIFIER_USCC, "91110000600037341L");
}

static void incoterms_name_a_place(void **state)
{
    struct identifier identifier;
    const char *place;

    (void)state;
    assert_true(incoterm_read("FCA Kunming", &identifier, &place));
    assert_string_equal(identifier.text, "FCA");
    assert_string_equal(place, "Kunming");
    assert_int_equal(identifier.warning, IDENTIFIER_NO_WARNING);
    assert_true(incoterm_read("dap 万象", &identifier, &place));
    assert_string_equal(place, "万象");
    assert_true(incoterm_read("FOB Ningbo", &identifier, &place));
    assert_int_equal(identifier.warning, IDENTIFIER_SEA_ONLY);
    assert_non_null(identifier_warning_text(IDENTIFIER_SEA_ONLY));
    assert_false(incoterm_read("FCA", &identifier, &place));
    assert_non_null(strstr(identifier.problem, "must name a place"));
    assert_false(incoterm_read("FCA  ", &identifier, &place));
    assert_false(incoterm_read("DAT Kunming", &identifier, &place));
    assert_non_null(strstr(identifier.problem, "Incoterms 2020"));
    assert_false(incoterm_read("FCAKunming", &identifier, &place));
    assert_false(incoterm_read("", &identifier, &place));
}

/* ---- carriers ---- */

static void carrier_reads(const char *carrier, const char *text, const char *want)
{
    struct identifier identifier;

    if (!carrier_number_read(carrier, text, &identifier))
        fail_msg("%s '%s': %s", carrier, text, identifier.problem);
    assert_string_equal(identifier.text, want);
}

static void carrier_refuses(const char *carrier, const char *text, const char *says)
{
    struct identifier identifier;

    if (carrier_number_read(carrier, text, &identifier))
        fail_msg("%s '%s' was taken", carrier, text);
    if (strstr(identifier.problem, says) == NULL)
        fail_msg("%s '%s': %s", carrier, text, identifier.problem);
}

static void a_parcels_number_has_the_form_of_its_carrier(void **state)
{
    (void)state;
    carrier_reads("sf", "sf1234567890123", "SF1234567890123");
    carrier_reads("sf", "123456789012", "123456789012");
    carrier_refuses("sf", "YT1234567890123", "no number of sf");
    carrier_reads("yto", " YT1234567890123\r\n", "YT1234567890123");
    carrier_refuses("yto", "YT12345", "must be YT and 13 digits");
    carrier_reads("jd", "JDVA00123456789", "JDVA00123456789");
    carrier_refuses("jd", "JD123", "must be JD and 11 to 16 letters and digits");
    carrier_reads("ems", "RN 4731 2482 9 GB", "RN473124829GB");
    carrier_reads("ems", "1234567890123", "1234567890123");
    carrier_refuses("ems", "RN473124828GB", "its check digit would be 9, not 8");
    carrier_reads("sscc", "(00)106141412345678908", "106141412345678908");
    carrier_refuses("sscc", "106141412345678909", "its check digit would be 8, not 9");
}

static void a_carrier_nobody_knows_may_use_letters_and_digits(void **state)
{
    (void)state;
    carrier_reads("village-post", "ab-12", "AB12");
    carrier_reads("village-post", "01234567890123456789012345678901",
                  "01234567890123456789012345678901");
    carrier_refuses("village-post", "012345678901234567890123456789012", "at most 32");
    carrier_refuses("village-post", "abc", "4 to 32");
    carrier_refuses("village-post", "ab_12", "letters, digits");
}

/* ---- what all have in common ---- */

static void blanks_dots_hyphens_and_small_letters_are_only_writing(void **state)
{
    (void)state;
    reads_as(IDENTIFIER_BOX, "  csqu 305438-3 ", "CSQU3054383");
    reads_as(IDENTIFIER_BOX, "CSQU.305438.3\n", "CSQU3054383");
    refuses(IDENTIFIER_BOX, "CSQU\t3054383", "letters, digits");
    refuses(IDENTIFIER_BOX, "CSQU/3054383", "letters, digits");
}

static void digits_of_other_scripts_are_refused(void **state)
{
    (void)state;
    refuses(IDENTIFIER_BOX, "CSQU305438３", "none that look like them");    /* full width */
    refuses(IDENTIFIER_CHINA_WAGON, "52012٣٤", "none that look like them"); /* Arabic */
    refuses(IDENTIFIER_BOX, "СSQU3054383", "none that look like them");     /* Cyrillic С */
    refuses(IDENTIFIER_CHINA_WAGON, "52O1234", "seven digits");             /* O for 0 */
}

static void a_field_of_a_request_is_named(void **state)
{
    struct identifier identifier;
    struct cv_arena arena;
    struct cv_check check;

    (void)state;
    cv_arena_init(&arena, 65536);
    check = cv_check_begin(&arena);
    identifier_check(&check, "unlocode", IDENTIFIER_UNLOCODE, "", false, &identifier);
    assert_string_equal(identifier.text, "");
    identifier_check(&check, "wagon", IDENTIFIER_CHINA_WAGON, "5201234", true, &identifier);
    assert_true(cv_check_fine(&check));
    assert_string_equal(identifier.text, "5201234");
    identifier_check(&check, "box", IDENTIFIER_BOX, "", true, &identifier);
    assert_int_equal(check.status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(check.status.field, "box");
    assert_non_null(strstr(check.status.message, "CSQU3054383"));
    cv_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_have_the_check_digit_of_iso_6346),
        cmocka_unit_test(a_box_whose_remainder_is_10_is_taken_with_a_warning),
        cmocka_unit_test(a_size_and_type_has_four_characters),
        cmocka_unit_test(uic_wagons_have_twelve_digits_and_the_check_digit_of_luhn),
        cmocka_unit_test(what_luhn_cannot_find_is_not_found),
        cmocka_unit_test(chinese_wagons_have_seven_digits_and_no_check_digit),
        cmocka_unit_test(sscc_have_eighteen_digits_and_the_check_digit_of_gs1),
        cmocka_unit_test(gtin_of_all_lengths_are_written_with_14_digits),
        cmocka_unit_test(postal_numbers_have_the_check_digit_of_s10),
        cmocka_unit_test(a_locodes_status_says_whether_there_is_such_a_code),
        cmocka_unit_test(a_locode_has_its_form_and_a_country),
        cmocka_unit_test(there_are_249_countries),
        cmocka_unit_test(goods_codes_keep_their_leading_zero),
        cmocka_unit_test(organisations_have_the_check_character_of_gb_32100),
        cmocka_unit_test(incoterms_name_a_place),
        cmocka_unit_test(a_parcels_number_has_the_form_of_its_carrier),
        cmocka_unit_test(a_carrier_nobody_knows_may_use_letters_and_digits),
        cmocka_unit_test(blanks_dots_hyphens_and_small_letters_are_only_writing),
        cmocka_unit_test(digits_of_other_scripts_are_refused),
        cmocka_unit_test(a_field_of_a_request_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
