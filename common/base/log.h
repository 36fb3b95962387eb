/* One JSON object a line on stderr: {"time":...,"level":...,"event":...,...}.
 *
 * Thread   Any; a line is written whole by one write(2).
 * Errors   A line that cannot be written is dropped: logging never fails its caller.
 *
 * A function either logs or returns its error, never both; libraries below app log only what no
 * caller can be told. Personal data and message bodies are never logged. */
#ifndef CV_BASE_LOG_H
#define CV_BASE_LOG_H

#include "base/status.h"

enum cv_log_level {
    CV_LOG_DEBUG,
    CV_LOG_INFO,
    CV_LOG_WARN,
    CV_LOG_ERROR
};

struct cv_log_field {
    const char *key;
    const char *text; /* NULL: `number` is the value */
    int64_t number;
};

#define CV_LOG_TEXT(k, v)   ((struct cv_log_field){.key = (k), .text = (v) == NULL ? "" : (v)})
#define CV_LOG_NUMBER(k, v) ((struct cv_log_field){.key = (k), .number = (int64_t)(v)})

void cv_log_set_level(enum cv_log_level level);
void cv_log_set_name(const char *service); /* borrowed for ever; appears in every line */

/* cv_log(CV_LOG_INFO, "listening", CV_LOG_TEXT("address", a)); */
#define cv_log(level, event, ...)                                                                  \
    cv_log_fields(level, event, (const struct cv_log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})

/* `fields` ends with one whose key is NULL. */
void cv_log_fields(enum cv_log_level level, const char *event, const struct cv_log_field *fields);

/* Append `text` as a JSON string with its quotes; bad UTF-8 becomes U+FFFD. */
struct cv_buf;
void cv_log_json_string(struct cv_buf *buf, const char *text);
/* How each line begins: {"time":"2026-03-05T08:00:00.250000Z" */
void cv_log_json_begin(struct cv_buf *buf, int64_t utc_us);

#endif
