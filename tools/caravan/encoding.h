/* Files as offices have them: UTF-8 with or without BOM, GB18030 from a Chinese spreadsheet, or the
 * UTF-16 that spreadsheets call "Unicode text". */
#ifndef CARAVAN_ENCODING_H
#define CARAVAN_ENCODING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* UTF-8 in `arena` (or `bytes` itself behind its BOM). What is no UTF-8 is read as GB18030;
 * INVALID_ARGUMENT, BAD_ENCODING names the line if it is neither, or says that it is no text. */
struct cv_status encoding_to_utf8(struct cv_slice bytes, struct cv_arena *arena,
                                  struct cv_slice *text);
/* Full-width forms (U+FF01..FF5E, U+3000) as their ASCII twins. NULL: out of memory. */
char *encoding_half_width(const char *text, struct cv_arena *arena);
/* Columns of a terminal that the text takes: East Asian wide characters take two. */
size_t encoding_width(const char *text);

#endif
