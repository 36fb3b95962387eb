#include "exam_result/exam_result.h"
#include "exchanges.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    return exam_result_list(books, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    (void)list;
    return exam_result_wire(books->arena, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct exam_result, record.uid),
                                          read, wire};

LISTING_METHOD(exchanges, exam_results, ExamResults);
