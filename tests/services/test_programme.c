/* Programmes and their partners, through the whole service. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- programmes ---- */

static void a_programme_is_created_updated_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateProgramme",
           "programme_id: 'jw' programme { name: 'ignored' title: 'Long road' title_zh: '远路' "
           "start_date: 2023-01-01 end_date: 2025-12-31 currency: 'USD' etag: 'ignored' }",
           "name: 'programmes/jw' title: 'Long road' title_zh: '远路' start_date: 2023-01-01 "
           "end_date: 2025-12-31 currency: 'USD' etag: 'v1' create_time { seconds: 1751371200 } "
           "update_time { seconds: 1751371200 }");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "UpdateProgramme",
           "programme { name: 'programmes/jw' title: 'Longer road' end_date: 2026-12-31 "
           "start_date: 1999-01-01 etag: 'v1' } "
           "update_mask { paths: 'title' paths: 'end_date' }",
           "title: 'Longer road' title_zh: '远路' start_date: 2023-01-01 end_date: 2026-12-31 "
           "currency: 'USD' etag: 'v2' create_time { seconds: 1751371200 } "
           "update_time { seconds: 1751457600 }");
    EXPECT(&bench, "GetProgramme", "name: 'programmes/jw'",
           "name: 'programmes/jw' title: 'Longer road' title_zh: '远路' etag: 'v2' "
           "create_time { seconds: 1751371200 } update_time { seconds: 1751457600 }");
    service_down(&bench);
}

static void a_programme_without_id_and_currency_gets_both(void **state)
{
    const Caravan__Projects__V1__Programme *made;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    made = (const void *)EXPECT(
        &bench, "CreateProgramme",
        "programme { title_zh: '路' start_date: 2024-02-29 end_date: 2024-02-29 }",
        "currency: 'CNY'");
    assert_int_equal(strlen(made->name), strlen("programmes/") + 36);
    EXPECT(&bench, "GetProgramme", service_text(&bench, "name: '%s'", made->name),
           "title: '' title_zh: '路' currency: 'CNY'");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_programme_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!programme", BAD, "programme"},
        {"programme_id: 'JW'", BAD, "programme_id"},
        {"programme_id: '-jw'", BAD, "programme_id"},
        {"programme_id: 'j/w'", BAD, "programme_id"},
        {"programme_id: '" LETTERS_50 "abcdefghijklmn'", BAD, "programme_id"}, /* 64 */
        {"programme { title: '' title_zh: '' }", BAD, "programme.title"},
        {"programme { title: '" LETTERS_200 "x' }", BAD, "programme.title"},
        {"programme { title: ' x' }", BAD, "programme.title"},
        {"programme { title: 'a\tb' }", BAD, "programme.title"},
        {"programme { title_zh: '" LETTERS_200 "x' }", BAD, "programme.title_zh"},
        {"programme { title_zh: 'x ' }", BAD, "programme.title_zh"},
        {"programme { !start_date }", BAD, "programme.start_date"},
        {"programme { start_date: 2023-02-29 }", BAD, "programme.start_date"},
        {"programme { !start_date start_date { year: 2023 } }", BAD, "programme.start_date"},
        {"programme { !end_date }", BAD, "programme.end_date"},
        {"programme { end_date: 2025-00-01 }", BAD, "programme.end_date"},
        {"programme { end_date: 2022-12-31 }", BAD, "programme.end_date"},
        {"programme { currency: 'yuan' }", BAD, "programme.currency"},
        {"programme { currency: 'cny' }", BAD, "programme.currency"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"}, /* 256 */
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    REFUSE_EACH(&bench, "CreateProgramme",
                "programme_id: '" LETTERS_50 "abcdefghijklm' "
                "request_id: '" LETTERS_200 LETTERS_50 "abcde' "
                "programme { title: '" LETTERS_200 "' title_zh: '路' "
                "start_date: 2023-01-01 end_date: 2023-01-01 }",
                ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_programmes_update_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!programme", BAD, "programme"},
        {"programme { name: 'jw' }", BAD, "programme.name"},
        {"programme { name: 'programmes/jw/x' }", BAD, "programme.name"},
        {"programme { name: 'programmes/other' }", MISSING, ""},
        {"programme { etag: '' }", BAD, "programme.etag"},
        {"programme { etag: 'v2' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"update_mask { paths: 'currency' }", BAD, "update_mask"},
        {"update_mask { paths: 'title' paths: 'name' }", BAD, "update_mask"},
        {"programme { title: '' title_zh: '' }", BAD, "programme.title"},
        {"programme { title_zh: '" LETTERS_200 "x' }", BAD, "programme.title_zh"},
        {"programme { !start_date }", BAD, "programme.start_date"},
        {"programme { end_date: 2022-12-31 }", BAD, "programme.end_date"},
        /* The field that is not taken decides with the one that is. */
        {"programme { end_date: 2022-12-31 } update_mask { paths: 'end_date' }", BAD,
         "programme.end_date"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "UpdateProgramme",
                "programme { name: 'programmes/jw' title: 'x' start_date: 2023-01-01 "
                "end_date: 2023-01-02 etag: 'v1' }",
                ROWS);
    EXPECT(&bench, "UpdateProgramme",
           "programme { name: 'programmes/jw' title: 'any' start_date: 2023-01-01 "
           "end_date: 2023-01-02 etag: '*' } update_mask { paths: '*' }",
           "title: 'any' etag: 'v3'");
    service_down(&bench);
}

/* ---- partners ---- */

#define USERS_10(i)                                                                                \
    "users: '" i "0' users: '" i "1' users: '" i "2' users: '" i "3' users: '" i "4' "             \
    "users: '" i "5' users: '" i "6' users: '" i "7' users: '" i "8' users: '" i "9' "
#define USERS_50 USERS_10("a") USERS_10("b") USERS_10("c") USERS_10("d") USERS_10("e")

static void a_partner_is_created_updated_and_read(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'school.1' partner { title: 'School' "
           "title_zh: '学校' kind: PARTNER_KIND_SCHOOL contact: 'office@school.example' "
           "users: 'cashier' users: 'ann@school' }",
           "name: 'programmes/jw/partners/school.1' title: 'School' title_zh: '学校' "
           "kind: PARTNER_KIND_SCHOOL contact: 'office@school.example' "
           "users: 'cashier' users: 'ann@school' etag: 'v1'");
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/school.1' kind: PARTNER_KIND_OTHER "
           "title: 'not taken' etag: 'v1' } update_mask { paths: 'kind' paths: 'contact' }",
           "title: 'School' kind: PARTNER_KIND_OTHER contact: '' users: 'cashier' "
           "users: 'ann@school' etag: 'v2'");
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/school.1' users: 'bob' etag: 'v2' } "
           "update_mask { paths: 'users' }",
           "title: 'School' users: 'bob' etag: 'v3'");
    EXPECT(&bench, "GetPartner", "name: 'programmes/jw/partners/school.1'",
           "title: 'School' title_zh: '学校' kind: 99 contact: '' users: 'bob' etag: 'v3'");
    EXPECT(&bench, "ListPartners", "parent: 'programmes/jw'",
           "partners { title: 'Bank' } partners { title: 'School' users: 'bob' }");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_partner_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: ''", BAD, "parent"},
        {"parent: 'programmes/jw/partners/x'", BAD, "parent"},
        {"parent: 'programmes/other'", MISSING, ""},
        {"!partner", BAD, "partner"},
        {"partner_id: 'School'", BAD, "partner_id"},
        {"partner_id: 'bank'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"partner { !title }", BAD, "partner.title"},
        {"partner { title: '" LETTERS_200 "x' }", BAD, "partner.title"},
        {"partner { title_zh: '" LETTERS_200 "x' }", BAD, "partner.title_zh"},
        {"partner { kind: 50 }", BAD, "partner.kind"},
        {"partner { kind: -1 }", BAD, "partner.kind"},
        {"partner { contact: '" LETTERS_200 "x' }", BAD, "partner.contact"},
        {"partner { contact: 'a\nb' }", BAD, "partner.contact"},
        {"partner { users: '' }", BAD, "partner.users"},
        {"partner { users: 'Ann' }", BAD, "partner.users"},
        {"partner { users: 'ann bob' }", BAD, "partner.users"},
        {"partner { users: '" LETTERS_50 "abcdefghijklmn' }", BAD, "partner.users"},
        {"partner { users: 'bob' users: 'ann' users: 'bob' }", BAD, "partner.users"},
        {"partner { " USERS_50 " users: 'one.more' }", BAD, "partner.users"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "CreatePartner",
                "parent: 'programmes/jw' partner_id: 'x' partner { title: 'X' "
                "contact: '" LETTERS_200 "' " USERS_50 " }",
                ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_partners_update_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!partner", BAD, "partner"},
        {"partner { name: 'programmes/jw' }", BAD, "partner.name"},
        {"partner { name: 'programmes/other/partners/bank' }", MISSING, ""},
        {"partner { name: 'programmes/jw/partners/other' }", MISSING, ""},
        {"partner { !etag }", BAD, "partner.etag"},
        {"partner { etag: 'v9' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"update_mask { paths: 'etag' }", BAD, "update_mask"},
        {"partner { !title }", BAD, "partner.title"},
        {"partner { title_zh: ' ' }", BAD, "partner.title_zh"},
        {"partner { kind: 8 }", BAD, "partner.kind"},
        {"partner { contact: '" LETTERS_200 "x' }", BAD, "partner.contact"},
        {"partner { users: 'bob' users: 'bob' }", BAD, "partner.users"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "UpdatePartner",
                "partner { name: 'programmes/jw/partners/bank' title: 'X' etag: 'v1' }", ROWS);
    service_down(&bench);
}

/* ---- names ---- */

static void what_is_not_there_is_not_found(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE(&bench, "GetProgramme", "name: 'programmes/other'", MISSING, "");
    REFUSE(&bench, "GetProgramme", "name: 'programmes/JW'", BAD, "name");
    REFUSE(&bench, "GetPartner", "name: 'programmes/jw/partners/other'", MISSING, "");
    REFUSE(&bench, "GetPartner", "name: 'programmes/other/partners/bank'", MISSING, "");
    REFUSE(&bench, "GetPartner", "name: 'programmes/jw'", BAD, "name");
    REFUSE(&bench, "ListPartners", "parent: 'programmes/other'", MISSING, "");
    REFUSE(&bench, "ListPartners", "parent: 'jw'", BAD, "parent");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_programme_is_created_updated_and_read),
        cmocka_unit_test(a_programme_without_id_and_currency_gets_both),
        cmocka_unit_test(each_wrong_field_of_a_new_programme_is_named),
        cmocka_unit_test(each_wrong_field_of_a_programmes_update_is_named),
        cmocka_unit_test(a_partner_is_created_updated_and_read),
        cmocka_unit_test(each_wrong_field_of_a_new_partner_is_named),
        cmocka_unit_test(each_wrong_field_of_a_partners_update_is_named),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
