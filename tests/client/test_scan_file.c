/* The compact scan file: what is written is read, and nothing else is taken for a whole one. */
#include "scan_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NOON INT64_C(1747281600000000)

static Caravan__Logistics__V1__Scan scan_of(int step, int64_t occur_us, const char *number)
{
    Caravan__Logistics__V1__Scan scan = CARAVAN__LOGISTICS__V1__SCAN__INIT;

    scan.step = (Caravan__Logistics__V1__ScanStep)step;
    scan.occur_us = occur_us;
    scan.carrier = (char *)(uintptr_t) "sf";
    scan.parcel_number = (char *)(uintptr_t)number;
    return scan;
}

/* Three scans: one with little, one with all there is, one a little earlier. */
static size_t write_three(struct cv_buf *out, Caravan__Logistics__V1__Scan scans[3])
{
    struct scan_file_writer writer;

    scans[0] = scan_of(2, NOON, "SF1234567890123");
    scans[1] = scan_of(5, NOON + 40, "SF1234567890456");
    scans[1].track_id = 77;
    scans[1].chute = (char *)(uintptr_t) "c01";
    scans[1].bag = (char *)(uintptr_t) "b1";
    scans[1].plan_version = 3;
    scans[1].grams = 1234;
    scans[1].length_mm = 300;
    scans[1].width_mm = 200;
    scans[1].height_mm = 100;
    scans[1].destination_key = (char *)(uintptr_t) "530300";
    scans[1].reason = (char *)(uintptr_t) "WET";
    scans[1].other_carrier = (char *)(uintptr_t) "yto";
    scans[1].other_number = (char *)(uintptr_t) "YT1";
    scans[2] = scan_of(5, NOON - 5, "SF1234567890123");
    scans[2].chute = (char *)(uintptr_t) "c01";
    scan_file_begin(&writer, out, "hubs/h/readers/r", 480, 9, NOON);
    for (size_t i = 0; i < 3; i++)
        scan_file_write(&writer, &scans[i]);
    scan_file_finish(&writer);
    assert_false(out->failed);
    return out->len;
}

static void same(const Caravan__Logistics__V1__Scan *a, const Caravan__Logistics__V1__Scan *b)
{
    uint8_t left[512];
    uint8_t right[512];
    size_t len = caravan__logistics__v1__scan__pack(a, left);

    assert_int_equal(caravan__logistics__v1__scan__pack(b, right), len);
    assert_memory_equal(left, right, len);
}

static void what_is_written_is_read(void **state)
{
    Caravan__Logistics__V1__Scan scans[3];
    Caravan__Logistics__V1__Scan scan;
    struct scan_file_reader reader;
    struct cv_buf file;

    (void)state;
    cv_buf_init(&file, 65536);
    (void)write_three(&file, scans);
    assert_true(scan_file_open(&reader, (struct cv_slice){file.at, file.len}));
    assert_string_equal(reader.reader, "hubs/h/readers/r");
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(scan_file_read(&reader, &scan), SCAN_FILE_SCAN);
        assert_int_equal(scan.number, 9 + (int64_t)i);
        assert_int_equal(scan.utc_offset_minutes, 480);
        scans[i].number = scan.number;
        scans[i].offset_case = scan.offset_case;
        scans[i].utc_offset_minutes = 480;
        same(&scan, &scans[i]);
    }
    assert_int_equal(scan_file_read(&reader, &scan), SCAN_FILE_END);
    cv_buf_free(&file);
}

/* How a file of these bytes ends. */
static enum scan_file_next read_all(const uint8_t *bytes, size_t len)
{
    struct scan_file_reader reader;
    Caravan__Logistics__V1__Scan scan;
    enum scan_file_next next;

    if (!scan_file_open(&reader, (struct cv_slice){bytes, len}))
        return SCAN_FILE_BROKEN;
    do {
        next = scan_file_read(&reader, &scan);
    } while (next == SCAN_FILE_SCAN);
    return next;
}

static void a_file_that_is_cut_or_goes_on_is_not_whole(void **state)
{
    Caravan__Logistics__V1__Scan scans[3];
    struct cv_buf file;
    size_t len;

    (void)state;
    cv_buf_init(&file, 65536);
    len = write_three(&file, scans);
    assert_int_equal(read_all(file.at, len), SCAN_FILE_END);
    for (size_t cut = 0; cut < len; cut++)
        assert_int_equal(read_all(file.at, cut), SCAN_FILE_BROKEN);
    cv_buf_add(&file, "", 1);
    assert_int_equal(read_all(file.at, len + 1), SCAN_FILE_BROKEN);
    cv_buf_free(&file);
}

static void scans_that_follow_each_other_take_few_bytes(void **state)
{
    struct scan_file_writer writer;
    struct cv_buf file;
    size_t head;

    (void)state;
    cv_buf_init(&file, 65536);
    scan_file_begin(&writer, &file, "hubs/h/readers/r", 480, 1, NOON);
    head = file.len;
    for (int i = 0; i < 100; i++) {
        char number[32];
        Caravan__Logistics__V1__Scan scan;

        (void)snprintf(number, sizeof(number), "SF1234567890%03d", i);
        scan = scan_of(2, NOON + i * INT64_C(900000), number);
        scan_file_write(&writer, &scan);
    }
    assert_true(file.len - head < 1100); /* eleven a scan */
    cv_buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_file_that_is_cut_or_goes_on_is_not_whole),
        cmocka_unit_test(scans_that_follow_each_other_take_few_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
