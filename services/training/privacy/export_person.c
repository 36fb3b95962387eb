#include "attempt/attempt.h"
#include "attendance/attendance.h"
#include "certificate/certificate.h"
#include "enrolment/enrolment.h"
#include "learning.h"
#include "person/person.h"
#include "privacy/export_exchanges.h"
#include "privacy/export_store.h"

static struct cv_status enrolments_wire(struct cv_books *books, const struct export *export,
                                        Caravan__Training__V1__PersonExport *message)
{
    message->enrolments =
        cv_arena_array(books->arena, export->enrolment_count + 1, sizeof(*message->enrolments));
    for (size_t i = 0; message->enrolments != NULL && i < export->enrolment_count; i++) {
        struct enrolment enrolment;
        struct cv_status status = enrolment_get_uid(books, export->enrolments[i], &enrolment);

        if (!cv_ok(status))
            return status;
        message->enrolments[message->n_enrolments++] = enrolment_wire(books->arena, &enrolment);
    }
    return CV_STATUS_OK;
}

static struct cv_status attempts_wire(struct cv_books *books, const struct export *export,
                                      Caravan__Training__V1__PersonExport *message)
{
    message->attempts =
        cv_arena_array(books->arena, export->attempt_count + 1, sizeof(*message->attempts));
    for (size_t i = 0; message->attempts != NULL && i < export->attempt_count; i++) {
        const struct cv_id *ids = export->attempts[i].ids;
        struct assessment assessment;
        struct attempt attempt;
        struct cv_status status = assessment_get(books, ids, ids[2].text, &assessment);

        if (cv_ok(status))
            status = attempt_get(books, &assessment, ids[3].text, &attempt);
        if (!cv_ok(status))
            return status;
        message->attempts[message->n_attempts++] = attempt_wire(books->arena, ids, &attempt);
    }
    return CV_STATUS_OK;
}

static struct cv_status attendances_wire(struct cv_books *books, const struct export *export,
                                         Caravan__Training__V1__PersonExport *message)
{
    message->attendances =
        cv_arena_array(books->arena, export->attendance_count + 1, sizeof(*message->attendances));
    for (size_t i = 0; message->attendances != NULL && i < export->attendance_count; i++) {
        const struct cv_id *ids = export->attendances[i].ids;
        struct session session;
        struct attendance attendance;
        struct cv_status status =
            session_get(books, ids[0].text, ids[1].text, ids[2].text, &session);

        if (cv_ok(status))
            status = attendance_get(books, &session, ids[3].text, &attendance);
        if (!cv_ok(status))
            return status;
        message->attendances[message->n_attendances++] = attendance_wire(books->arena, &attendance);
    }
    return CV_STATUS_OK;
}

static struct cv_status certificates_wire(struct cv_books *books, const struct export *export,
                                          Caravan__Training__V1__PersonExport *message)
{
    message->certificates =
        cv_arena_array(books->arena, export->certificate_count + 1, sizeof(*message->certificates));
    for (size_t i = 0; message->certificates != NULL && i < export->certificate_count; i++) {
        struct certificate certificate;
        struct cv_status status = certificate_get(books, export->certificates[i], &certificate);

        if (!cv_ok(status))
            return status;
        message->certificates[message->n_certificates++] =
            certificate_wire(books->arena, &certificate);
    }
    return CV_STATUS_OK;
}

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    Caravan__Training__V1__PersonExport *made = cv_arena_alloc(books->arena, sizeof(*made));
    struct export export = {0};
    struct person person;
    struct cv_status status = person_get(books, ids->text, &person);

    if (cv_ok(status))
        status = export_read(books, person.uid, &export);
    if (!cv_ok(status) || made == NULL)
        return status;
    caravan__training__v1__person_export__init(made);
    made->person = person_wire(books->arena, &person);
    status = enrolments_wire(books, &export, made);
    if (cv_ok(status))
        status = attempts_wire(books, &export, made);
    if (cv_ok(status))
        status = attendances_wire(books, &export, made);
    if (cv_ok(status))
        status = certificates_wire(books, &export, made);
    if (cv_ok(status))
        status = export_exchanges(books, &person, made);
    *message = books->arena->exhausted ? NULL : made;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__ExportPersonRequest *request)
{
    static const struct cv_lookup LOOKUP = {PERSON_NAME, find};

    cv_lookup_run(&LOOKUP, memory, call, training_store(call), &request->base);
}

const struct caravan_training_v1_learning_export_person_method export_person = {
    handle, sizeof(struct cv_lookup_call)};
