# A compiled catalogue as the bytes of a C++ array: cmake -DIN=es.mo -DOUT=es.inc -P embed.cmake
file(READ ${IN} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "${bytes}\n")
