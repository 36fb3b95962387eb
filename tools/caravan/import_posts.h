/* caravan import for files whose rows are calls of their own (post.h): checked whole, then sent row
 * by row. What is recorded stays; the same files may be imported again, and what was recorded is
 * recorded once. */
#ifndef CARAVAN_IMPORT_POSTS_H
#define CARAVAN_IMPORT_POSTS_H

#include "command.h"
#include "import_files.h"

enum exit_code import_posts(struct run *run, const struct import_files *files,
                            struct problems *problems);

#endif
