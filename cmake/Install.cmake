# `cmake --install`: the program, its weights, the library and what find_package(Drumlin) needs.
include(CMakePackageConfigHelpers)

install(TARGETS drumlin_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS drumlin EXPORT DrumlinTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/drumlin DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/drumlin/models FILES_MATCHING PATTERN "*.safetensors" PATTERN "*.md")
install(EXPORT DrumlinTargets NAMESPACE drumlin:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Drumlin)
configure_package_config_file(cmake/DrumlinConfig.cmake.in ${CMAKE_BINARY_DIR}/DrumlinConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Drumlin)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/DrumlinConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_BINARY_DIR}/DrumlinConfig.cmake ${CMAKE_BINARY_DIR}/DrumlinConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/Drumlin)
