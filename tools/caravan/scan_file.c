#include "scan_file.h"

#include "base/assert.h"

#include <stddef.h>
#include <string.h>

static const char MAGIC[] = "CVSCAN1\n";

/* How the fields of a scan lie in its message. */
enum kind {
    TEXT,   /* as a whole */
    NUMBER, /* a text that mostly begins like the one before */
    WIDE,   /* int64 */
    NARROW, /* int32 */
};

static const struct {
    enum kind kind;
    size_t at;
} FIELDS[SCAN_FILE_FIELDS] = {
#define AT(field) offsetof(Caravan__Logistics__V1__Scan, field)
    [SCAN_FILE_CARRIER] = {TEXT, AT(carrier)},
    [SCAN_FILE_PARCEL] = {NUMBER, AT(parcel_number)},
    [SCAN_FILE_TRACK_ID] = {WIDE, AT(track_id)},
    [SCAN_FILE_CHUTE] = {TEXT, AT(chute)},
    [SCAN_FILE_BAG] = {TEXT, AT(bag)},
    [SCAN_FILE_PLAN] = {WIDE, AT(plan_version)},
    [SCAN_FILE_GRAMS] = {WIDE, AT(grams)},
    [SCAN_FILE_LENGTH] = {NARROW, AT(length_mm)},
    [SCAN_FILE_WIDTH] = {NARROW, AT(width_mm)},
    [SCAN_FILE_HEIGHT] = {NARROW, AT(height_mm)},
    [SCAN_FILE_DESTINATION] = {TEXT, AT(destination_key)},
    [SCAN_FILE_REASON] = {TEXT, AT(reason)},
    [SCAN_FILE_OTHER_CARRIER] = {TEXT, AT(other_carrier)},
    [SCAN_FILE_OTHER_PARCEL] = {NUMBER, AT(other_number)},
#undef AT
};

static void *field_at(Caravan__Logistics__V1__Scan *scan, size_t field)
{
    return (char *)scan + FIELDS[field].at;
}

static const void *const_field_at(const Caravan__Logistics__V1__Scan *scan, size_t field)
{
    return (const char *)scan + FIELDS[field].at;
}

/* ---- writing ---- */

static void put_varint(struct cv_buf *out, uint64_t value)
{
    uint8_t bytes[10];
    size_t len = 0;

    for (; value >= 0x80; value >>= 7)
        bytes[len++] = (uint8_t)(value | 0x80);
    bytes[len++] = (uint8_t)value;
    cv_buf_add(out, bytes, len);
}

static void put_zigzag(struct cv_buf *out, int64_t value)
{
    put_varint(out, (uint64_t)value << 1 ^ (uint64_t)(value >> 63));
}

static void remember(struct scan_file_past *past, size_t field, const char *text)
{
    size_t len = strlen(text);

    CV_ASSERT_CMP(len, <=, SCAN_FILE_TEXT_MAX);
    memcpy(past->texts[field], text, len + 1);
}

static void put_text(struct scan_file_writer *writer, size_t field, const char *text)
{
    const char *before = writer->past.texts[field];
    size_t same = 0;

    if (FIELDS[field].kind == NUMBER) {
        while (before[same] != '\0' && before[same] == text[same])
            same++;
        put_varint(writer->out, same);
    } else if (strcmp(before, text) == 0) {
        put_varint(writer->out, 0);
        return;
    }
    put_varint(writer->out, strlen(text + same) + 1);
    cv_buf_add_text(writer->out, text + same);
    remember(&writer->past, field, text);
}

void scan_file_begin(struct scan_file_writer *writer, struct cv_buf *out, const char *reader,
                     int32_t offset_minutes, int64_t first_number, int64_t occur_us)
{
    *writer = (struct scan_file_writer){.out = out};
    writer->past.occur_us = occur_us;
    cv_buf_add(out, MAGIC, strlen(MAGIC));
    put_varint(out, strlen(reader));
    cv_buf_add_text(out, reader);
    put_zigzag(out, offset_minutes);
    put_varint(out, (uint64_t)first_number);
    put_zigzag(out, occur_us);
}

static bool has(const Caravan__Logistics__V1__Scan *scan, size_t field)
{
    const void *at = const_field_at(scan, field);

    switch (FIELDS[field].kind) {
    case TEXT:
    case NUMBER:
        return **(const char *const *)at != '\0';
    case WIDE:
        return *(const int64_t *)at != 0;
    case NARROW:
        return *(const int32_t *)at != 0;
    }
    return false;
}

void scan_file_write(struct scan_file_writer *writer, const Caravan__Logistics__V1__Scan *scan)
{
    uint64_t there = 0;

    CV_ASSERT(scan->step > 0);
    for (size_t i = 0; i < SCAN_FILE_FIELDS; i++)
        there |= (uint64_t)has(scan, i) << i;
    put_varint(writer->out, (uint64_t)scan->step);
    put_varint(writer->out, there);
    put_zigzag(writer->out, scan->occur_us - writer->past.occur_us);
    writer->past.occur_us = scan->occur_us;
    for (size_t i = 0; i < SCAN_FILE_FIELDS; i++) {
        const void *at = const_field_at(scan, i);

        if ((there >> i & 1) == 0)
            continue;
        if (FIELDS[i].kind == TEXT || FIELDS[i].kind == NUMBER)
            put_text(writer, i, *(const char *const *)at);
        else if (FIELDS[i].kind == WIDE)
            put_zigzag(writer->out, *(const int64_t *)at);
        else
            put_zigzag(writer->out, *(const int32_t *)at);
    }
    writer->count++;
}

void scan_file_finish(struct scan_file_writer *writer)
{
    put_varint(writer->out, 0);
    put_varint(writer->out, (uint64_t)writer->count);
}

/* ---- reading ---- */

static bool take_varint(struct scan_file_reader *reader, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;

        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

static bool take_zigzag(struct scan_file_reader *reader, int64_t *value)
{
    uint64_t raw;

    if (!take_varint(reader, &raw))
        return false;
    *value = (int64_t)(raw >> 1) ^ -(int64_t)(raw & 1);
    return true;
}

/* `len` bytes to `room`, which holds SCAN_FILE_TEXT_MAX and a NUL, from `at` on. */
static bool take_bytes(struct scan_file_reader *reader, uint64_t len, char *room, size_t at)
{
    if (len > (uint64_t)(reader->end - reader->at) || len > SCAN_FILE_TEXT_MAX - at ||
        memchr(reader->at, '\0', (size_t)len) != NULL)
        return false;
    memcpy(room + at, reader->at, (size_t)len);
    room[at + len] = '\0';
    reader->at += len;
    return true;
}

static bool take_text(struct scan_file_reader *reader, size_t field)
{
    char *room = reader->past.texts[field];
    uint64_t same = 0;
    uint64_t len;

    if (FIELDS[field].kind == NUMBER && (!take_varint(reader, &same) || same > strlen(room)))
        return false;
    if (!take_varint(reader, &len))
        return false;
    if (len == 0)
        return FIELDS[field].kind == TEXT;
    return take_bytes(reader, len - 1, room, (size_t)same);
}

bool scan_file_open(struct scan_file_reader *reader, struct cv_slice bytes)
{
    size_t magic = strlen(MAGIC);
    int64_t offset;
    uint64_t number;
    uint64_t len;

    *reader = (struct scan_file_reader){.at = bytes.at, .end = bytes.at + bytes.len};
    if (bytes.len < magic || memcmp(bytes.at, MAGIC, magic) != 0)
        return false;
    reader->at += magic;
    if (!take_varint(reader, &len) || !take_bytes(reader, len, reader->reader, 0) ||
        !take_zigzag(reader, &offset) || offset < -840 || offset > 840 ||
        !take_varint(reader, &number) || number < 1 || number > INT64_MAX / 2 ||
        !take_zigzag(reader, &reader->past.occur_us))
        return false;
    reader->offset_minutes = (int32_t)offset;
    reader->past.number = (int64_t)number - 1;
    return true;
}

static bool take_field(struct scan_file_reader *reader, Caravan__Logistics__V1__Scan *scan,
                       size_t field)
{
    void *at = field_at(scan, field);
    int64_t value;

    if (FIELDS[field].kind == TEXT || FIELDS[field].kind == NUMBER) {
        *(char **)at = reader->past.texts[field];
        return take_text(reader, field);
    }
    if (!take_zigzag(reader, &value))
        return false;
    if (FIELDS[field].kind == WIDE)
        *(int64_t *)at = value;
    else if (value < INT32_MIN || value > INT32_MAX)
        return false;
    else
        *(int32_t *)at = (int32_t)value;
    return true;
}

enum scan_file_next scan_file_read(struct scan_file_reader *reader,
                                   Caravan__Logistics__V1__Scan *scan)
{
    uint64_t step;
    uint64_t there;
    int64_t since;

    caravan__logistics__v1__scan__init(scan);
    if (!take_varint(reader, &step) || step > INT32_MAX || !take_varint(reader, &there))
        return SCAN_FILE_BROKEN;
    if (step == 0) /* then `there` is the count */
        return there == (uint64_t)reader->count && reader->at == reader->end ? SCAN_FILE_END
                                                                             : SCAN_FILE_BROKEN;
    if (there >> SCAN_FILE_FIELDS != 0 || !take_zigzag(reader, &since) ||
        __builtin_add_overflow(reader->past.occur_us, since, &reader->past.occur_us))
        return SCAN_FILE_BROKEN;
    for (size_t i = 0; i < SCAN_FILE_FIELDS; i++) {
        if ((there >> i & 1) != 0 && !take_field(reader, scan, i))
            return SCAN_FILE_BROKEN;
    }
    scan->step = (Caravan__Logistics__V1__ScanStep)step;
    scan->number = ++reader->past.number;
    scan->occur_us = reader->past.occur_us;
    scan->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    scan->utc_offset_minutes = reader->offset_minutes;
    reader->count++;
    return SCAN_FILE_SCAN;
}
