/* Which files an import is made of: those named, and the *.csv of the folders named, in the order
 * in which they are recorded. */
#ifndef CARAVAN_IMPORT_FILES_H
#define CARAVAN_IMPORT_FILES_H

#include "progress.h"
#include "sheet.h"

struct import_files {
    struct sheet *sheets;
    size_t count;
    bool readable; /* all of them could be read, at least their headings */
};

/* Find and read them. What is wrong is added to the problems. */
void import_files_read(struct import_files *files, const char *const *operands, size_t count,
                       struct cv_arena *arena, struct problems *problems,
                       struct progress *progress);

#endif
