# One place for the flags that all our targets share.
add_library(drumlin_flags INTERFACE)
target_compile_options(drumlin_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(drumlin_flags INTERFACE -Wno-restrict)  # false alarms on "text" + string, GCC bug 105651
endif()
if(DRUMLIN_WARNINGS_AS_ERRORS)
  target_compile_options(drumlin_flags INTERFACE -Werror)
endif()
if(DRUMLIN_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# drumlin_library(name folder...): a static library of every source in those folders of src/.
function(drumlin_library name)
  set(sources)
  foreach(folder IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  add_library(${name} STATIC ${sources})
  target_include_directories(
    ${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
                   $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:drumlin_flags>)
endfunction()

# drumlin_test(folder library): one test program of every *_test.cpp in tests/folder.
function(drumlin_test folder library)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" name test_${folder})
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${library} drumlin_flags GTest::gmock GTest::gtest_main)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${name} PRIVATE -Wno-maybe-uninitialized)  # false alarms about temporaries in EXPECT_EQ
  endif()
  target_compile_definitions(
    ${name} PRIVATE DRUMLIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}" DRUMLIN_BUILD_DIR="${CMAKE_BINARY_DIR}"
                    DRUMLIN_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  add_test(NAME ${folder} COMMAND ${name} --gtest_brief=1)
endfunction()
