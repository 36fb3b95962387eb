/* UUID version 7 (RFC 9562): time first, so that keys made one after the other lie side by side in
 * a B-tree. Within a process each one is greater than the one before, also when the wall clock
 * goes back. Thread: any. */
#ifndef CV_BASE_UUID_H
#define CV_BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

#define CV_UUID_TEXT 37 /* 36 characters and the NUL */

struct cv_uuid {
    uint8_t bytes[16];
};

struct cv_uuid cv_uuid7(void);
void cv_uuid_print(struct cv_uuid uuid, char text[CV_UUID_TEXT]);
bool cv_uuid_parse(const char *text, struct cv_uuid *uuid); /* any version; false: not a UUID */

#endif
