/* The notes of one transaction of the writer (store.h), and how they were before each op and mark.
 *
 * Thread   The writer.
 * Memory   Keys are borrowed until cv_notes_forget(). Room is kept from one transaction to the
 *          next. */
#ifndef CV_STORE_NOTE_H
#define CV_STORE_NOTE_H

#include "store/store.h"

struct cv_note;
struct cv_note_before;

struct cv_notes {
    struct cv_note *notes; /* owned */
    size_t count;
    size_t cap;
    struct cv_note_before *befores; /* owned; more marks, later */
    size_t before_count;
    size_t before_cap;
};

/* A new transaction begins. */
void cv_notes_forget(struct cv_notes *notes);
/* All becomes as it was before the mark that was the `marks`th; 0: before the op. */
void cv_notes_undo(struct cv_notes *notes, unsigned marks);
/* That mark, or that op, was let go of: what came after it stands. */
void cv_notes_keep(struct cv_notes *notes, unsigned marks);
/* Write the rows of those that changed. */
struct cv_status cv_notes_write(struct cv_notes *notes, struct cv_tx *tx);
void cv_notes_free(struct cv_notes *notes);

#endif
