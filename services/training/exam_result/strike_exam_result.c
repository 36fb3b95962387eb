#include "exam_result/exam_result.h"
#include "exchanges.h"
#include "service/audit.h"
#include "strike.h"

static struct cv_status strike(struct cv_books *books, const char *id, const char *reason,
                               void **message)
{
    struct exam_result exam_result;
    struct cv_status status = exam_result_get(books, id, &exam_result);

    if (cv_ok(status))
        cv_audit_before(books, exam_result_wire(books->arena, &exam_result));
    if (cv_ok(status))
        status = exam_result_strike(books, &exam_result, reason);
    if (cv_ok(status))
        *message = exam_result_wire(books->arena, &exam_result);
    return status;
}

STRIKE_METHOD(exam_result, ExamResult, EXAM_RESULT_NAME);
