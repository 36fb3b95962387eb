/* What is known of something that travels, as people or programs want to see it: what it is, its
 * flags, what happened to it and what is expected, each at the local time of where it is.
 *
 * Memory   Everything lives in the arena, or is borrowed until it is printed. */
#ifndef CARAVAN_TRACK_VIEW_H
#define CARAVAN_TRACK_VIEW_H

#include "command.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "text.h"

#define TRACK_FACTS_MAX 24
#define TRACK_FLAGS_MAX 16

struct track_fact {
    const char *key; /* for programs */
    struct text name;
    const char *value;
};

/* Something that happened, or (`expected`) is to happen. */
struct track_line {
    const Google__Protobuf__Timestamp *time; /* it happened; or it is planned for then */
    const Google__Protobuf__Timestamp *estimated_time;
    const Google__Protobuf__Timestamp *half_time; /* by then with one chance in two */
    const Google__Protobuf__Timestamp *late_time; /* and with nine in ten */
    int32_t offset_minutes;
    bool expected;
    const char *what;      /* for people */
    const char *what_name; /* for programs */
    const char *where;
    const char *detail;
    const char *note; /* late, inferred, strange */
};

/* Another that the same number is, or was, of: earlier parcels, the other trips of a wagon. */
struct track_other {
    const char *name;
    const char *state;
    const char *state_name;
    const Google__Protobuf__Timestamp *first_time;
    const Google__Protobuf__Timestamp *last_time;
    int32_t offset_minutes;
    bool shown; /* it is this one */
};

struct track_rows {
    void *rows;
    size_t count;
    size_t room;
};

struct track_view {
    struct cv_arena *arena;
    const char *kind; /* "box" */
    const char *number;
    const char *name; /* resource name */
    const char *state;
    const char *state_name; /* for programs */
    struct track_fact facts[TRACK_FACTS_MAX];
    size_t fact_count;
    struct track_fact flags[TRACK_FLAGS_MAX]; /* `value` says more, or is "" */
    size_t flag_count;
    struct track_rows lines;  /* of struct track_line */
    struct track_rows others; /* of struct track_other */
    struct text others_title;
};

void track_view_begin(struct track_view *view, struct cv_arena *arena, const char *kind,
                      const char *number, const char *name);
/* An empty value is left out. */
void track_fact(struct track_view *view, const char *key, struct text name, const char *value);
void track_fact_number(struct track_view *view, const char *key, struct text name, int64_t value);
void track_flag(struct track_view *view, const char *key, struct text name, const char *value);
void track_line(struct track_view *view, struct track_line line);
void track_other(struct track_view *view, struct track_other other);

/* "2025-08-01 09:30 +08:00"; "" for none. */
const char *track_time(const Google__Protobuf__Timestamp *time, int32_t offset_minutes,
                       struct cv_arena *arena);

/* In the form the run asks for, lines in the order of time. */
enum exit_code track_print(const struct run *run, struct track_view *view);

#endif
