/* make_certificates FOLDER: for tests in other languages. */
#include "support/certificates.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "usage: make_certificates FOLDER\n");
        return 2;
    }
    certificates_make(argv[1]);
    return 0;
}
