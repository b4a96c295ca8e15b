// The declarations of libcurl only. Nothing links the library: CurlShims loads it when it is first needed.
#include <curl/curl.h>
