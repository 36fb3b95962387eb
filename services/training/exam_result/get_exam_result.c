#include "exam_result/exam_result.h"
#include "exchanges.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct exam_result exam_result;
    struct cv_status status = exam_result_get(books, ids->text, &exam_result);

    if (cv_ok(status))
        *message = exam_result_wire(books->arena, &exam_result);
    return status;
}

LOOKUP_METHOD(exchanges, exam_result, ExamResult, EXAM_RESULT_NAME);
