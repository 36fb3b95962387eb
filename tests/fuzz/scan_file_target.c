/* Scan files: whatever is read is written again as what reads the same, and no text is too long. */
#include "fuzz.h"
#include "scan_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scan_file_reader reader;
    struct scan_file_reader again;
    struct scan_file_writer writer;
    Caravan__Logistics__V1__Scan scan;
    Caravan__Logistics__V1__Scan copy;
    struct cv_buf file;

    if (!scan_file_open(&reader, (struct cv_slice){data, size}))
        return 0;
    cv_buf_init(&file, 64 * size + 65536);
    scan_file_begin(&writer, &file, reader.reader, reader.offset_minutes, reader.past.number + 1,
                    reader.past.occur_us);
    while (scan_file_read(&reader, &scan) == SCAN_FILE_SCAN) {
        CV_ASSERT_CMP(strlen(scan.parcel_number), <=, SCAN_FILE_TEXT_MAX);
        scan_file_write(&writer, &scan);
    }
    scan_file_finish(&writer);
    CV_ASSERT(!file.failed);
    CV_ASSERT(scan_file_open(&again, (struct cv_slice){file.at, file.len}));
    CV_ASSERT(scan_file_open(&reader, (struct cv_slice){data, size}));
    while (scan_file_read(&reader, &scan) == SCAN_FILE_SCAN) {
        CV_ASSERT_EQ(scan_file_read(&again, &copy), SCAN_FILE_SCAN);
        CV_ASSERT_EQ(scan.occur_us, copy.occur_us);
        CV_ASSERT_EQ(scan.number, copy.number);
        CV_ASSERT_EQ(strcmp(scan.parcel_number, copy.parcel_number), 0);
        CV_ASSERT_EQ(strcmp(scan.chute, copy.chute), 0);
        CV_ASSERT_EQ(scan.grams, copy.grams);
    }
    CV_ASSERT_EQ(scan_file_read(&again, &copy), SCAN_FILE_END);
    cv_buf_free(&file);
    return 0;
}
