#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES_MAX 8192u

static atomic_int minimum = CV_LOG_INFO;
static const char *_Atomic service_name = "caravan";

static const char *const LEVELS[] = {"debug", "info", "warn", "error"};

void cv_log_set_level(enum cv_log_level level)
{
    atomic_store(&minimum, (int)level);
}

void cv_log_set_name(const char *service)
{
    atomic_store(&service_name, service);
}

void cv_log_json_string(struct cv_buf *buf, const char *text)
{
    size_t left = strlen(text);

    cv_buf_add(buf, "\"", 1);
    while (left > 0) {
        size_t n = cv_utf8_length((const uint8_t *)text, left);
        unsigned char c = (unsigned char)*text;

        if (n == 0)
            cv_buf_add_text(buf, "\\ufffd");
        else if (c == '"' || c == '\\')
            cv_buf_printf(buf, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            cv_buf_printf(buf, "\\u%04x", c);
        else
            cv_buf_add(buf, text, n);
        n = n == 0 ? 1 : n;
        text += n;
        left -= n;
    }
    cv_buf_add(buf, "\"", 1);
}

void cv_log_json_begin(struct cv_buf *buf, int64_t utc_us)
{
    time_t seconds = (time_t)(utc_us / 1000000);
    struct tm tm;
    char text[32];

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
    cv_buf_printf(buf, "{\"time\":\"%s.%06" PRId64 "Z\"", text, utc_us % 1000000);
}

void cv_log_fields(enum cv_log_level level, const char *event, const struct cv_log_field *fields)
{
    struct cv_buf line;
    ssize_t ignored;

    if ((int)level < atomic_load_explicit(&minimum, memory_order_relaxed))
        return;
    cv_buf_init(&line, LINE_BYTES_MAX);
    cv_log_json_begin(&line, cv_clock_utc_us());
    cv_buf_printf(&line, ",\"level\":\"%s\",\"service\":", LEVELS[level]);
    cv_log_json_string(&line, atomic_load(&service_name));
    cv_buf_add_text(&line, ",\"event\":");
    cv_log_json_string(&line, event);
    for (; fields->key != NULL; fields++) {
        cv_buf_add_text(&line, ",");
        cv_log_json_string(&line, fields->key);
        cv_buf_add_text(&line, ":");
        if (fields->text != NULL)
            cv_log_json_string(&line, fields->text);
        else
            cv_buf_printf(&line, "%" PRId64, fields->number);
    }
    cv_buf_add_text(&line, "}\n");
    if (!line.failed) {
        ignored = write(STDERR_FILENO, line.at, line.len);
        (void)ignored;
    }
    cv_buf_free(&line);
}
