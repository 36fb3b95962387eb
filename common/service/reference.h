/* Names of things of other services in what is to be written: asked for there, over
 * caravan.common.v1.References, before the unit of work begins.
 *
 * A program says once which fields hold such names (cv_references_set()); then every Create, Update
 * and Import asks for all distinct names of its request at once, in calls of CV_REFERENCES_MAX at
 * most. A text of another form is no name and is kept as it is. Who has no field of that kind, or
 * no peer, pays one comparison.
 *
 * Thread   The loop's.
 * Memory   In the call's arena.
 * Cancel   With the call.
 * Errors   NOT_FOUND with the field; UNAVAILABLE, PEER_UNAVAILABLE when a peer does not answer. A
 *          repeated call asks again before its first answer is given. */
#ifndef CV_SERVICE_REFERENCE_H
#define CV_SERVICE_REFERENCE_H

#include "app/unit.h"

struct cv_app;

/* A field that holds a name. */
struct cv_reference_field {
    const ProtobufCMessageDescriptor *message; /* of this message; NULL: the end */
    const char *field;                         /* a text */
    const char *pattern;                       /* of the names (app/name.h) */
    const char *peer;                          /* whose they are */
};

/* For the whole process, before anything is served; those whose peer is not there do not count. */
void cv_references_set(struct cv_app *app, const struct cv_reference_field *fields);

/* What is not there of what a request names. */
struct cv_missing {
    const char **names; /* sorted */
    size_t count;
};

/* cv_unit_write(), once it is known that everything is there that the request names. `missing`:
 * where to tell `work` what is not, for an import, which judges each row by itself; NULL: the call
 * ends with NOT_FOUND. */
void cv_reference_write(struct cv_unit *unit, struct cv_call *call, struct cv_store *store,
                        const ProtobufCMessage *request, cv_unit_work *work,
                        struct cv_missing *missing);

/* NOT_FOUND if this message, a part of the request, names one of them. Any thread. */
struct cv_status cv_reference_judge(const struct cv_missing *missing, struct cv_arena *arena,
                                    const ProtobufCMessage *message);

#endif
